package io.whisper.node.store;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.HeldEntry;
import io.whisper.core.envelope.Shelf;
import java.util.Arrays;
import java.util.Optional;

/**
 * The keys and values on disk (docs/protocol.md, 16.5). Everything is big-endian, so that the order
 * of bytes is the order meant.
 */
final class StoreKeys {
  /** Above every id. */
  static final Bytes32 HIGHEST = Bytes32.fromHex("ff".repeat(Bytes32.SIZE));

  private static final int NAME_SIZE = 1 + 2 * Bytes32.SIZE;

  private StoreKeys() {}

  /** {@code shelf u8 | tag 32 | id 32}: the key of an entry and of its document. */
  static byte[] name(Shelf shelf, Bytes32 tag, Bytes32 id) {
    return writeName(ByteWriter.ofSize(NAME_SIZE), shelf, tag, id).toByteArray();
  }

  static byte[] name(HeldEntry entry) {
    return name(entry.shelf(), entry.tag(), entry.id());
  }

  /** {@code expires u64 | rank u64 | charge u32}: what is known of an entry under its name. */
  static byte[] entryValue(HeldEntry entry) {
    return ByteWriter.ofSize(20)
        .u64(entry.expires())
        .u64(entry.rank())
        .u32(entry.charge())
        .toByteArray();
  }

  static Optional<HeldEntry> entry(byte[] key, byte[] value) {
    ByteReader of = new ByteReader(value);
    long expires = of.u64();
    long rank = of.u64();
    return entry(new ByteReader(key), rank, expires, of);
  }

  /** {@code expires u64 | name}: the key in the order of expiry. */
  static byte[] expiryKey(HeldEntry entry) {
    ByteWriter writer = ByteWriter.ofSize(8 + NAME_SIZE).u64(entry.expires());
    return writeName(writer, entry.shelf(), entry.tag(), entry.id()).toByteArray();
  }

  /** {@code rank u64 | charge u32}. */
  static byte[] expiryValue(HeldEntry entry) {
    return ByteWriter.ofSize(12).u64(entry.rank()).u32(entry.charge()).toByteArray();
  }

  /** Above all that expire in this second or before. */
  static byte[] expiryBound(long seconds) {
    return ByteWriter.ofSize(8).u64(seconds + 1).toByteArray();
  }

  static Optional<HeldEntry> expiring(byte[] key, byte[] value) {
    ByteReader of = new ByteReader(key);
    long expires = of.u64();
    ByteReader more = new ByteReader(value);
    long rank = more.u64();
    return entry(of, rank, expires, more);
  }

  /** {@code rank u64 | expires u64 | name}: the key in the order of leaving. */
  static byte[] leavingKey(HeldEntry entry) {
    ByteWriter writer = ByteWriter.ofSize(16 + NAME_SIZE).u64(entry.rank()).u64(entry.expires());
    return writeName(writer, entry.shelf(), entry.tag(), entry.id()).toByteArray();
  }

  /** {@code charge u32}. */
  static byte[] leavingValue(HeldEntry entry) {
    return ByteWriter.ofSize(4).u32(entry.charge()).toByteArray();
  }

  static Optional<HeldEntry> leaving(byte[] key, byte[] value) {
    ByteReader of = new ByteReader(key);
    long rank = of.u64();
    long expires = of.u64();
    return entry(of, rank, expires, new ByteReader(value));
  }

  /** {@code tag 32}: the key of what counts for a tag. */
  static byte[] tagKey(Bytes32 tag) {
    return tag.toByteArray();
  }

  /** {@code bytes u64}: how much counts for a tag. */
  static byte[] tagValue(long bytes) {
    return ByteWriter.ofSize(8).u64(bytes).toByteArray();
  }

  /** How much counts for a tag; nothing where it is not that. */
  static Optional<Long> tagBytes(byte[] value) {
    ByteReader reader = new ByteReader(value);
    long bytes = reader.u64();
    return reader.done() && bytes > 0 ? Optional.of(bytes) : Optional.empty();
  }

  /** {@code tag 32 | rank u64 | expires u64 | shelf u8 | id 32}: the order of leaving of a tag. */
  static byte[] tagLeavingKey(HeldEntry entry) {
    ByteWriter writer = ByteWriter.ofSize(16 + NAME_SIZE);
    entry.tag().writeTo(writer);
    writer.u64(entry.rank()).u64(entry.expires()).u8(entry.shelf().code());
    entry.id().writeTo(writer);
    return writer.toByteArray();
  }

  /** Above all of a tag in the order of leaving: no rank begins so. */
  static byte[] tagLeavingBound(Bytes32 tag) {
    ByteWriter writer = ByteWriter.ofSize(Bytes32.SIZE + 1);
    tag.writeTo(writer);
    return writer.u8(0xff).toByteArray();
  }

  static Optional<HeldEntry> tagLeaving(byte[] key, byte[] value) {
    ByteReader of = new ByteReader(key);
    Bytes32 tag = of.bytes32();
    long rank = of.u64();
    long expires = of.u64();
    Optional<Shelf> shelf = Shelf.of(of.u8());
    return entry(shelf, tag, of, rank, expires, new ByteReader(value));
  }

  /** The first key that does not begin with {@code prefix}, which is not all 255. */
  static byte[] behind(byte[] prefix) {
    byte[] next = prefix.clone();
    int i = next.length - 1;
    while (next[i] == -1) {
      i--;
    }
    next[i]++;
    return Arrays.copyOf(next, i + 1);
  }

  private static ByteWriter writeName(ByteWriter writer, Shelf shelf, Bytes32 tag, Bytes32 id) {
    writer.u8(shelf.code());
    tag.writeTo(writer);
    id.writeTo(writer);
    return writer;
  }

  private static Optional<HeldEntry> entry(
      ByteReader name, long rank, long expires, ByteReader charge) {
    Optional<Shelf> shelf = Shelf.of(name.u8());
    return entry(shelf, name.bytes32(), name, rank, expires, charge);
  }

  private static Optional<HeldEntry> entry(
      Optional<Shelf> shelf,
      Bytes32 tag,
      ByteReader ending,
      long rank,
      long expires,
      ByteReader charge) {
    Bytes32 id = ending.bytes32();
    long counted = charge.u32();
    boolean whole =
        ending.done() && charge.done() && rank >= 0 && expires >= 0 && counted <= Integer.MAX_VALUE;
    return shelf
        .filter(any -> whole)
        .map(of -> new HeldEntry(rank, expires, of, tag, id, (int) counted));
  }
}
