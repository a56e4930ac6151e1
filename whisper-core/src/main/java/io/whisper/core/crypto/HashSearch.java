package io.whisper.core.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** The search for a number whose SHA-256 digest begins with many zero bits. */
public final class HashSearch {
  /** How many hashes are made between two looks at whether to go on. */
  private static final int BETWEEN_LOOKS = 1_024;

  private static final VarHandle U64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private HashSearch() {}

  /** The number of zero bits that {@code digest} begins with. */
  public static int leadingZeroBits(byte[] digest) {
    int bits = 0;
    for (byte each : digest) {
      int zeros = Integer.numberOfLeadingZeros(each & 0xff) - 24;
      bits += zeros;
      if (zeros < 8) {
        break;
      }
    }
    return bits;
  }

  /**
   * The first number from {@code start} upwards, going round at 2^64, that makes the digest begin
   * with at least {@code bits} zero bits when it stands in the last 8 bytes of {@code input}; or
   * nothing once {@code cancelled} says so.
   */
  public static OptionalLong sha256(byte[] input, int bits, long start, BooleanSupplier cancelled) {
    MessageDigest digest = Jdk.newDigest("SHA-256");
    byte[] tried = input.clone();
    byte[] hash = new byte[Sha256.SIZE];
    int at = tried.length - Long.BYTES;
    for (long number = start; ; ) {
      if (cancelled.getAsBoolean()) {
        return OptionalLong.empty();
      }
      for (int i = 0; i < BETWEEN_LOOKS; i++, number++) {
        U64.set(tried, at, number);
        digest.update(tried);
        try {
          digest.digest(hash, 0, hash.length);
        } catch (DigestException e) {
          throw new IllegalStateException("SHA-256 does not yield 32 bytes", e);
        }
        if (leadingZeroBits(hash) >= bits) {
          return OptionalLong.of(number);
        }
      }
    }
  }
}
