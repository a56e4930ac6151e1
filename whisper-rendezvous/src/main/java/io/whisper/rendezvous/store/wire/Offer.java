package io.whisper.rendezvous.store.wire;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Shelf;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What a store has and another should have too (docs/protocol.md, "Hand-over").
 *
 * <pre>
 * OFFER: up to {@link #MAX_ENTRIES} times (shelf u8 | tag 32 | id 32)
 * WANTED: one bit for each entry, the first the highest of the first byte, zeros at the end
 * </pre>
 *
 * @param entries 1 to {@link #MAX_ENTRIES}
 */
public record Offer(List<Entry> entries) {
  /** The most entries of one message. */
  public static final int MAX_ENTRIES = 400;

  private static final int ENTRY_SIZE = 1 + 2 * Bytes32.SIZE;

  /** One envelope and where it lies. */
  public record Entry(Shelf shelf, Bytes32 tag, Bytes32 id) {
    @Override
    public String toString() {
      return "Entry[" + shelf + "]";
    }
  }

  /** Copies and checks the number. */
  public Offer {
    entries = List.copyOf(entries);
    if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException(entries.size() + " entries, expected 1 to " + MAX_ENTRIES);
    }
  }

  /** The message OFFER. */
  public byte[] encode() {
    ByteWriter out = ByteWriter.ofSize(entries.size() * ENTRY_SIZE);
    for (Entry entry : entries) {
      out.u8(entry.shelf().code()).bytes(entry.tag().toByteArray()).bytes(entry.id().toByteArray());
    }
    return out.toByteArray();
  }

  /** Reads the message OFFER. */
  public static Optional<Offer> decode(byte[] data) {
    int count = data.length / ENTRY_SIZE;
    if (count < 1 || count > MAX_ENTRIES || data.length % ENTRY_SIZE != 0) {
      return Optional.empty();
    }
    ByteReader in = new ByteReader(data);
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Shelf shelf = Shelf.of(in.u8()).orElse(null);
      if (shelf == null) {
        return Optional.empty();
      }
      entries.add(new Entry(shelf, in.bytes32(), in.bytes32()));
    }
    return Optional.of(new Offer(entries));
  }

  /** The message WANTED that asks for these of the entries, by their numbers from 0. */
  public byte[] wanted(BitSet numbers) {
    byte[] bits = new byte[(entries.size() + 7) / 8];
    numbers.stream().forEach(i -> bits[i / 8] |= (byte) (0x80 >>> (i % 8)));
    return bits;
  }

  /** Reads the message WANTED that answers this offer. */
  public Optional<List<Entry>> readWanted(byte[] bits) {
    if (bits.length != (entries.size() + 7) / 8) {
      return Optional.empty();
    }
    List<Entry> wanted = new ArrayList<>();
    for (int i = 0; i < 8 * bits.length; i++) {
      if ((bits[i / 8] & (0x80 >>> (i % 8))) != 0) {
        if (i >= entries.size()) {
          return Optional.empty();
        }
        wanted.add(entries.get(i));
      }
    }
    return Optional.of(wanted);
  }

  @Override
  public String toString() {
    return "Offer[" + entries.size() + "]";
  }
}
