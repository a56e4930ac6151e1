package io.whisper.rendezvous.store.wire;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.envelope.Shelf;
import io.whisper.rendezvous.ring.Arc;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What a store has at some tags, in as few bytes as tell whether another one has the same
 * (docs/protocol.md, "Hand-over"): names fall into buckets by a salted hash, and each bucket has
 * the exclusive or of the hashes in it.
 *
 * <pre>
 * SUMMARY: salt 16 | after u64 | count u8 | count times (above 32 | up to 32) | bits u8 | 2^bits
 * times sum u64
 * DIFFERS: one bit for each bucket, the first the highest of the first byte, zeros at the end
 * </pre>
 *
 * @param salt random, so that nobody can make names whose sums are the same, 16 bytes
 * @param after what expires at that second or before is left out
 * @param pieces of the ring that it is about, 1 to {@link #MAX_PIECES}
 * @param sums of the buckets, 2^0 to 2^{@link #MAX_BITS}, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Made or read, and used at once.
public record Summary(byte[] salt, long after, List<Arc.Piece> pieces, long[] sums) {
  /** The length of a salt in bytes. */
  public static final int SALT_SIZE = 16;

  /** The most pieces that what two stores share can have. */
  public static final int MAX_PIECES = 4;

  /** The binary logarithm of the most buckets. */
  public static final int MAX_BITS = 11;

  private static final String LABEL = "whisper-1 summary";

  /** Checks the numbers. */
  public Summary {
    pieces = List.copyOf(pieces);
    if (salt.length != SALT_SIZE || pieces.isEmpty() || pieces.size() > MAX_PIECES || after < 0) {
      throw new IllegalArgumentException("salt, time or pieces are not those of a summary");
    }
    if (Integer.bitCount(sums.length) != 1 || sums.length > 1 << MAX_BITS) {
      throw new IllegalArgumentException(
          sums.length + " buckets, expected a power of 2 up to " + (1 << MAX_BITS));
    }
  }

  /** The hash of a name under this salt: its sum, and the bits that say which bucket it is in. */
  public record NameHash(long sum, int bucketBits) {
    /** The bucket of so many. */
    public int bucket(int buckets) {
      return bucketBits >>> (16 - Integer.numberOfTrailingZeros(buckets));
    }
  }

  /** The hash of an entry's name under a salt. */
  public static NameHash hash(byte[] salt, Shelf shelf, Bytes32 tag, Bytes32 id) {
    byte[] name =
        ByteWriter.ofSize(1 + 2 * Bytes32.SIZE)
            .u8(shelf.code())
            .bytes(tag.toByteArray())
            .bytes(id.toByteArray())
            .toByteArray();
    ByteReader hash = new ByteReader(Sha256.hash(Labelled.bytes(LABEL, salt, name)));
    return new NameHash(hash.u64(), hash.u16());
  }

  /** The message SUMMARY. */
  public byte[] encode() {
    ByteWriter out = ByteWriter.growing().bytes(salt).u64(after).u8(pieces.size());
    for (Arc.Piece piece : pieces) {
      out.bytes(piece.above().toByteArray()).bytes(piece.upTo().toByteArray());
    }
    out.u8(Integer.numberOfTrailingZeros(sums.length));
    for (long sum : sums) {
      out.u64(sum);
    }
    return out.toByteArray();
  }

  /** Reads the message SUMMARY. */
  public static Optional<Summary> decode(byte[] data) {
    ByteReader in = new ByteReader(data);
    byte[] salt = in.bytes(SALT_SIZE);
    long after = in.u64();
    int count = in.u8();
    if (after < 0 || count < 1 || count > MAX_PIECES) {
      return Optional.empty();
    }
    List<Arc.Piece> pieces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      pieces.add(new Arc.Piece(in.bytes32(), in.bytes32()));
    }
    int bits = in.u8();
    if (bits > MAX_BITS || in.failed() || in.remaining() != Long.BYTES << bits) {
      return Optional.empty();
    }
    long[] sums = new long[1 << bits];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = in.u64();
    }
    return Optional.of(new Summary(salt, after, pieces, sums));
  }

  /** The buckets in which these sums are others. */
  public BitSet differing(long[] others) {
    BitSet differing = new BitSet();
    for (int i = 0; i < sums.length; i++) {
      if (sums[i] != others[i]) {
        differing.set(i);
      }
    }
    return differing;
  }

  /** The message DIFFERS that names these buckets. */
  public byte[] differs(BitSet buckets) {
    byte[] bits = new byte[(sums.length + 7) / 8];
    buckets.stream().forEach(i -> bits[i / 8] |= (byte) (0x80 >>> (i % 8)));
    return bits;
  }

  /** Reads the message DIFFERS that answers this summary. */
  public Optional<BitSet> readDiffers(byte[] bits) {
    if (bits.length != (sums.length + 7) / 8) {
      return Optional.empty();
    }
    BitSet buckets = new BitSet();
    for (int i = 0; i < 8 * bits.length; i++) {
      if ((bits[i / 8] & (0x80 >>> (i % 8))) != 0) {
        if (i >= sums.length) {
          return Optional.empty();
        }
        buckets.set(i);
      }
    }
    return Optional.of(buckets);
  }

  @Override
  public String toString() {
    return "Summary[" + sums.length + "]";
  }
}
