package io.whisper.core.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.HashSearch;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.Sha256;
import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * The work that is paid for the place that an envelope takes and the time that it takes it
 * (docs/protocol.md, 18.2): the leading zero bits of a hash over its digest and a nonce.
 *
 * <p>An effort is a number of hashes for 10^9 bytes times seconds. It is the unit of what a network
 * asks for and of the rank by which full stores decide.
 */
public final class ProofOfWork {
  /** What a network asks for that says nothing else. */
  public static final long DEFAULT_EFFORT = 200_000;

  private static final byte[] LABEL = (Labelled.PREFIX + "work").getBytes(US_ASCII);
  private static final int MAX_BITS = 8 * Sha256.SIZE;
  private static final BigInteger UNIT = BigInteger.valueOf(1_000_000_000);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private ProofOfWork() {}

  /** The bits that {@code nonce} shows for {@code digest}, 0 to 256. */
  public static int bits(Bytes32 digest, long nonce) {
    return HashSearch.leadingZeroBits(Sha256.hash(input(digest, nonce)));
  }

  /**
   * What 2^{@code bits} hashes are for {@code size} bytes over {@code ttlSeconds}: 2^bits * 10^9 /
   * (size * ttl), rounded down, and {@link Long#MAX_VALUE} where that is more.
   */
  public static long rank(int bits, int size, int ttlSeconds) {
    check("size", size);
    check("time to live", ttlSeconds);
    if (bits < 0 || bits > MAX_BITS) {
      throw new IllegalArgumentException(bits + " bits of work are not within 0 to " + MAX_BITS);
    }
    return UNIT.shiftLeft(bits)
        .divide(BigInteger.valueOf((long) size * ttlSeconds))
        .min(MAX)
        .longValueExact();
  }

  /** The fewest bits whose {@link #rank} is at least {@code effort}. */
  public static int neededBits(long effort, int size, int ttlSeconds) {
    if (effort < 0) {
      throw new IllegalArgumentException("effort " + effort + " is negative");
    }
    int bits = 0;
    while (rank(bits, size, ttlSeconds) < effort) {
      bits++;
    }
    return bits;
  }

  /**
   * Looks from {@code start} on for a nonce that shows at least {@code bits} bits for {@code
   * digest}: 2^bits hashes on average, by the thread that calls. Ends with nothing soon after
   * {@code cancelled} says so.
   *
   * @param start a random number, so that a nonce does not tell how long its search took
   */
  public static OptionalLong search(
      Bytes32 digest, int bits, long start, BooleanSupplier cancelled) {
    if (bits < 0 || bits > MAX_BITS) {
      throw new IllegalArgumentException(bits + " bits of work are not within 0 to " + MAX_BITS);
    }
    return HashSearch.sha256(input(digest, 0), bits, start, cancelled);
  }

  private static byte[] input(Bytes32 digest, long nonce) {
    ByteWriter writer = ByteWriter.ofSize(LABEL.length + Bytes32.SIZE + Long.BYTES).bytes(LABEL);
    digest.writeTo(writer);
    return writer.u64(nonce).toByteArray();
  }

  private static void check(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " " + value + " is not at least 1");
    }
  }
}
