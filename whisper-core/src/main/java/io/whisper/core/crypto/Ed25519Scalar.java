package io.whisper.core.crypto;

import java.util.Arrays;

/**
 * Arithmetic modulo the prime order L of Ed25519's group, on 32-byte little-endian numbers, in
 * constant time.
 *
 * <p>The reduction is TweetNaCl's (Bernstein et al., public domain): one limb a byte, small rather
 * than fast.
 */
final class Ed25519Scalar {
  private static final int SIZE = 32;

  /** L = 2^252 + 27742317777372353535851937790883648493, one limb a byte. */
  private static final int[] L = {
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10
  };

  private Ed25519Scalar() {}

  /** A number of up to 64 bytes modulo L. */
  static byte[] reduce(byte[] number) {
    long[] x = new long[2 * SIZE];
    for (int i = 0; i < number.length; i++) {
      x[i] = number[i] & 0xff;
    }
    return reduce(x);
  }

  /** {@code a * b + c} modulo L. */
  static byte[] multiplyAdd(byte[] a, byte[] b, byte[] c) {
    long[] x = new long[2 * SIZE];
    for (int i = 0; i < SIZE; i++) {
      x[i] += c[i] & 0xff;
      for (int j = 0; j < SIZE; j++) {
        x[i + j] += (long) (a[i] & 0xff) * (b[j] & 0xff);
      }
    }
    return reduce(x);
  }

  /** Reduces limbs of any size below 2^21 and wipes them. */
  private static byte[] reduce(long[] x) {
    long carry;
    // 2^(8i) = 2^4 * 2^252 * 2^(8(i-32)), so limb i leaves 16 times (L - 2^252) to be taken off.
    for (int i = 2 * SIZE - 1; i >= SIZE; i--) {
      carry = 0;
      int j = i - SIZE;
      for (; j < i - 12; j++) {
        x[j] += carry - 16 * x[i] * L[j - (i - SIZE)];
        carry = (x[j] + 128) >> 8;
        x[j] -= carry << 8;
      }
      x[j] += carry;
      x[i] = 0;
    }
    carry = 0;
    long top = x[SIZE - 1] >> 4;
    for (int j = 0; j < SIZE; j++) {
      x[j] += carry - top * L[j];
      carry = x[j] >> 8;
      x[j] &= 0xff;
    }
    for (int j = 0; j < SIZE; j++) {
      x[j] -= carry * L[j];
    }
    byte[] reduced = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      x[i + 1] += x[i] >> 8;
      reduced[i] = (byte) x[i];
    }
    Arrays.fill(x, 0);
    return reduced;
  }
}
