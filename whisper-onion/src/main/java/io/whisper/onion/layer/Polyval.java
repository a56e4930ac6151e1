package io.whisper.onion.layer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * POLYVAL of RFC 8452 in plain Java: no branch and no index depends on a key or on data.
 *
 * <p>Java has no carry-less multiplication, so products of binary polynomials are taken from the
 * integer multiplier with holes: when only every fourth bit of two 64-bit factors may be set, at
 * most 15 ones meet in a position of the low half of their product (16 in the topmost, whose carry
 * leaves the word), so the carries stay within the three positions above, and every fourth bit is
 * the parity that is wanted. A factor is four such classes, x = x0 + t x1 + t^2 x2 + t^3 x3, and
 * the product of two of them takes 9 multiplications after Karatsuba. Only low halves come out
 * right; the high half of a product is the low half of the product of the reversed factors. A
 * product of two 128-bit elements is three of 64 bits, again after Karatsuba.
 *
 * <p>With n powers of H in the table, n blocks are taken at a time: their products are added before
 * the classes are put together and reduced, so that this happens once in n blocks.
 *
 * <p>Multiplying longs takes constant time on the processors that JDKs of today run on. Not safe
 * for use by several threads at once.
 */
final class Polyval implements UniversalHash {

  /** Multipliers of one 64-bit factor: its four classes and their Karatsuba sums. */
  private static final int FACTOR = 9;

  /** Multipliers of a power of H: its two words and their sum, and the same reversed. */
  private static final int POWER = 6 * FACTOR;

  private static final long CLASS = 0x1111111111111111L;
  private static final long NIBBLE = 0x0f0f0f0f0f0f0f0fL;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** How many blocks are taken at a time. */
  private final int powers;

  /** Multipliers of H^n, ..., H^2, H in this order. */
  private final long[] table;

  /** The words of up to n blocks: low, high, their sum, and the same reversed. */
  private final long[] words;

  /** The nine products of a factor, their holes still full of carries. */
  private final long[] sums = new long[FACTOR];

  private final byte[] last = new byte[SIZE];
  private long low;
  private long high;

  /** A hash that takes this many blocks at a time: 4 for long inputs, 1 for single blocks. */
  Polyval(int powers) {
    this.powers = powers;
    table = new long[powers * POWER];
    words = new long[6 * powers];
  }

  @Override
  public void key(byte[] array, int offset) {
    low = (long) LONG.get(array, offset);
    high = (long) LONG.get(array, offset + 8);
    expand(powers - 1);
    for (int power = powers - 2; power >= 0; power--) {
      load(0, low, high);
      multiply(1);
      expand(power);
    }
  }

  /** Fills a power's part of the table from the element in low and high. */
  private void expand(int power) {
    int at = power * POWER;
    expandFactor(low, at);
    expandFactor(high, at + FACTOR);
    expandFactor(low ^ high, at + 2 * FACTOR);
    expandFactor(reverseNibbles(low), at + 3 * FACTOR);
    expandFactor(reverseNibbles(high), at + 4 * FACTOR);
    expandFactor(reverseNibbles(low ^ high), at + 5 * FACTOR);
  }

  private void expandFactor(long x, int at) {
    long x0 = x & CLASS;
    long x1 = x >>> 1 & CLASS;
    long x2 = x >>> 2 & CLASS;
    long x3 = x >>> 3 & CLASS;
    table[at] = x0;
    table[at + 1] = x1;
    table[at + 2] = x2;
    table[at + 3] = x3;
    table[at + 4] = x0 ^ x1;
    table[at + 5] = x2 ^ x3;
    table[at + 6] = x0 ^ x2;
    table[at + 7] = x1 ^ x3;
    table[at + 8] = x0 ^ x1 ^ x2 ^ x3;
  }

  /**
   * The first half of reversing the bits of a word: the nibbles. The other half, within the
   * nibbles, only exchanges the classes x0 and x3, x1 and x2, which {@link #combineReversed} makes
   * up for.
   */
  private static long reverseNibbles(long x) {
    long bytes = Long.reverseBytes(x);
    return (bytes & NIBBLE) << 4 | (bytes >>> 4 & NIBBLE);
  }

  @Override
  public void hash(byte[] in, int offset, int length, byte[] out, int outOffset) {
    low = 0;
    high = 0;
    int at = offset;
    int left = length;
    while (left > 0) {
      int blocks = Math.min(powers, (left + SIZE - 1) / SIZE);
      long carryLow = low;
      long carryHigh = high;
      for (int i = 0; i < blocks; i++, at += SIZE, left -= SIZE) {
        byte[] from = in;
        int fromOffset = at;
        if (left < SIZE) {
          Arrays.fill(last, (byte) 0);
          System.arraycopy(in, at, last, 0, left);
          from = last;
          fromOffset = 0;
        }
        load(
            i,
            (long) LONG.get(from, fromOffset) ^ carryLow,
            (long) LONG.get(from, fromOffset + 8) ^ carryHigh);
        carryLow = 0;
        carryHigh = 0;
      }
      multiply(blocks);
    }
    LONG.set(out, outOffset, low);
    LONG.set(out, outOffset + 8, high);
  }

  /** Takes a block as the i-th of those that are multiplied at a time. */
  private void load(int i, long w0, long w1) {
    long r0 = reverseNibbles(w0);
    long r1 = reverseNibbles(w1);
    words[i] = w0;
    words[powers + i] = w1;
    words[2 * powers + i] = w0 ^ w1;
    words[3 * powers + i] = r0;
    words[4 * powers + i] = r1;
    words[5 * powers + i] = r0 ^ r1;
  }

  /** Sets low and high to the sum of the loaded blocks times H^blocks, ..., H^2, H. */
  private void multiply(int blocks) {
    accumulate(0, blocks);
    final long low0 = combine();
    accumulate(1, blocks);
    final long low1 = combine();
    accumulate(2, blocks);
    final long low2 = combine() ^ low0 ^ low1;
    accumulate(3, blocks);
    final long high0 = combineReversed();
    accumulate(4, blocks);
    final long high1 = combineReversed();
    accumulate(5, blocks);
    final long high2 = combineReversed() ^ high0 ^ high1;
    reduce(low0, high0 ^ low2, low1 ^ high2, high1);
  }

  /** Adds the products of one kind of word of each block with that of its power of H. */
  private void accumulate(int kind, int blocks) {
    long s0 = 0;
    long s1 = 0;
    long s2 = 0;
    long s3 = 0;
    long s4 = 0;
    long s5 = 0;
    long s6 = 0;
    long s7 = 0;
    long s8 = 0;
    int at = (powers - blocks) * POWER + kind * FACTOR;
    for (int i = 0; i < blocks; i++, at += POWER) {
      long x = words[kind * powers + i];
      long x0 = x & CLASS;
      long x1 = x >>> 1 & CLASS;
      long x2 = x >>> 2 & CLASS;
      long x3 = x >>> 3 & CLASS;
      s0 ^= x0 * table[at];
      s1 ^= x1 * table[at + 1];
      s2 ^= x2 * table[at + 2];
      s3 ^= x3 * table[at + 3];
      s4 ^= (x0 ^ x1) * table[at + 4];
      s5 ^= (x2 ^ x3) * table[at + 5];
      s6 ^= (x0 ^ x2) * table[at + 6];
      s7 ^= (x1 ^ x3) * table[at + 7];
      s8 ^= (x0 ^ x1 ^ x2 ^ x3) * table[at + 8];
    }
    sums[0] = s0 & CLASS;
    sums[1] = s1 & CLASS;
    sums[2] = s2 & CLASS;
    sums[3] = s3 & CLASS;
    sums[4] = s4 & CLASS;
    sums[5] = s5 & CLASS;
    sums[6] = s6 & CLASS;
    sums[7] = s7 & CLASS;
    sums[8] = s8 & CLASS;
  }

  /** The low 64 bits of the product in {@link #sums}: c0 + t c1 + ... + t^6 c6. */
  private long combine() {
    long c0 = sums[0];
    long c6 = sums[3];
    long c1 = sums[4] ^ c0 ^ sums[1];
    long c5 = sums[5] ^ c6 ^ sums[2];
    long c2 = sums[6] ^ c0 ^ sums[1] ^ sums[2];
    long c4 = sums[7] ^ c6 ^ sums[1] ^ sums[2];
    long c3 = sums[8] ^ sums[6] ^ sums[7] ^ c1 ^ c5;
    return c0 ^ c1 << 1 ^ c2 << 2 ^ c3 << 3 ^ c4 << 4 ^ c5 << 5 ^ c6 << 6;
  }

  /** The high 63 bits of the product whose reversed factors were multiplied. */
  private long combineReversed() {
    long c6 = sums[0];
    long c0 = sums[3];
    long c5 = sums[4] ^ c6 ^ sums[1];
    long c1 = sums[5] ^ c0 ^ sums[2];
    long c4 = sums[6] ^ c6 ^ sums[1] ^ sums[2];
    long c2 = sums[7] ^ c0 ^ sums[1] ^ sums[2];
    long c3 = sums[8] ^ sums[6] ^ sums[7] ^ c5 ^ c1;
    long reversed = c0 ^ c1 << 1 ^ c2 << 2 ^ c3 << 3 ^ c4 << 4 ^ c5 << 5 ^ c6 << 6;
    return Long.reverse(reversed) >>> 1;
  }

  /**
   * Sets low and high to a product of 256 bits times x^-128, modulo x^128 + x^127 + x^126 + x^121 +
   * 1.
   */
  private void reduce(long v0, long v1, long v2, long v3) {
    long w1 = v1 ^ v0 << 63 ^ v0 << 62 ^ v0 << 57;
    long w2 = v2 ^ v0 ^ v0 >>> 1 ^ v0 >>> 2 ^ v0 >>> 7;
    low = w2 ^ w1 << 63 ^ w1 << 62 ^ w1 << 57;
    high = v3 ^ w1 ^ w1 >>> 1 ^ w1 >>> 2 ^ w1 >>> 7;
  }

  @Override
  public void wipe() {
    Arrays.fill(table, 0);
    Arrays.fill(words, 0);
    Arrays.fill(sums, 0);
    Arrays.fill(last, (byte) 0);
    low = 0;
    high = 0;
  }
}
