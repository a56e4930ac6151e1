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
 * <p>With four powers of H in the table, four blocks are taken at a time: their products are added
 * before the classes are put together and reduced, so that this happens once in four blocks.
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

  /** How many blocks are taken at a time, 4 or 1. */
  private final int powers;

  /** Multipliers of the powers of H, highest first. */
  private final long[] table;

  /** The words of these blocks: low, high, their sum, and the same reversed. */
  private final long[] words;

  private final byte[] last = new byte[SIZE];
  private long low;
  private long high;

  private Polyval(int powers) {
    this.powers = powers;
    table = new long[powers * POWER];
    words = new long[6 * powers];
  }

  /** For inputs of many blocks: takes four at a time. */
  static Polyval forLongInputs() {
    return new Polyval(4);
  }

  /** For single blocks: with a fourth of the table and a faster change of keys. */
  static Polyval forSingleBlocks() {
    return new Polyval(1);
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
   * nibbles, only exchanges the classes x0 and x3, x1 and x2, which {@link #combine} makes up for.
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
      int blocks = left > (powers - 1) * SIZE ? powers : 1;
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
    final long low0 = product(0, blocks, false);
    final long low1 = product(1, blocks, false);
    final long low2 = product(2, blocks, false) ^ low0 ^ low1;
    final long high0 = product(3, blocks, true);
    final long high1 = product(4, blocks, true);
    final long high2 = product(5, blocks, true) ^ high0 ^ high1;
    reduce(low0, high0 ^ low2, low1 ^ high2, high1);
  }

  /** The products of one kind of word of each block with that of its power of H, added. */
  private long product(int kind, int blocks, boolean reversed) {
    int word = kind * powers;
    int at = (powers - blocks) * POWER + kind * FACTOR;
    return blocks == 1
        ? one(words[word], at, reversed)
        : four(words[word], words[word + 1], words[word + 2], words[word + 3], at, reversed);
  }

  private long one(long a, int at, boolean reversed) {
    long a0 = a & CLASS;
    long a1 = a >>> 1 & CLASS;
    long a2 = a >>> 2 & CLASS;
    long a3 = a >>> 3 & CLASS;
    long s0 = a0 * table[at];
    long s1 = a1 * table[at + 1];
    long s2 = a2 * table[at + 2];
    long s3 = a3 * table[at + 3];
    long s4 = (a0 ^ a1) * table[at + 4];
    long s5 = (a2 ^ a3) * table[at + 5];
    long s6 = (a0 ^ a2) * table[at + 6];
    long s7 = (a1 ^ a3) * table[at + 7];
    long s8 = (a0 ^ a1 ^ a2 ^ a3) * table[at + 8];
    return combine(s0, s1, s2, s3, s4, s5, s6, s7, s8, reversed);
  }

  // The same for four blocks, written out: as a loop it took half as long again.
  private long four(long a, long b, long c, long d, int at, boolean reversed) {
    int atb = at + POWER;
    int atc = at + 2 * POWER;
    int atd = at + 3 * POWER;
    long a0 = a & CLASS;
    long a1 = a >>> 1 & CLASS;
    long a2 = a >>> 2 & CLASS;
    long a3 = a >>> 3 & CLASS;
    long s0 = a0 * table[at];
    long s1 = a1 * table[at + 1];
    long s2 = a2 * table[at + 2];
    long s3 = a3 * table[at + 3];
    long s4 = (a0 ^ a1) * table[at + 4];
    long s5 = (a2 ^ a3) * table[at + 5];
    long s6 = (a0 ^ a2) * table[at + 6];
    long s7 = (a1 ^ a3) * table[at + 7];
    long s8 = (a0 ^ a1 ^ a2 ^ a3) * table[at + 8];
    long b0 = b & CLASS;
    long b1 = b >>> 1 & CLASS;
    long b2 = b >>> 2 & CLASS;
    long b3 = b >>> 3 & CLASS;
    s0 ^= b0 * table[atb];
    s1 ^= b1 * table[atb + 1];
    s2 ^= b2 * table[atb + 2];
    s3 ^= b3 * table[atb + 3];
    s4 ^= (b0 ^ b1) * table[atb + 4];
    s5 ^= (b2 ^ b3) * table[atb + 5];
    s6 ^= (b0 ^ b2) * table[atb + 6];
    s7 ^= (b1 ^ b3) * table[atb + 7];
    s8 ^= (b0 ^ b1 ^ b2 ^ b3) * table[atb + 8];
    long c0 = c & CLASS;
    long c1 = c >>> 1 & CLASS;
    long c2 = c >>> 2 & CLASS;
    long c3 = c >>> 3 & CLASS;
    s0 ^= c0 * table[atc];
    s1 ^= c1 * table[atc + 1];
    s2 ^= c2 * table[atc + 2];
    s3 ^= c3 * table[atc + 3];
    s4 ^= (c0 ^ c1) * table[atc + 4];
    s5 ^= (c2 ^ c3) * table[atc + 5];
    s6 ^= (c0 ^ c2) * table[atc + 6];
    s7 ^= (c1 ^ c3) * table[atc + 7];
    s8 ^= (c0 ^ c1 ^ c2 ^ c3) * table[atc + 8];
    long d0 = d & CLASS;
    long d1 = d >>> 1 & CLASS;
    long d2 = d >>> 2 & CLASS;
    long d3 = d >>> 3 & CLASS;
    s0 ^= d0 * table[atd];
    s1 ^= d1 * table[atd + 1];
    s2 ^= d2 * table[atd + 2];
    s3 ^= d3 * table[atd + 3];
    s4 ^= (d0 ^ d1) * table[atd + 4];
    s5 ^= (d2 ^ d3) * table[atd + 5];
    s6 ^= (d0 ^ d2) * table[atd + 6];
    s7 ^= (d1 ^ d3) * table[atd + 7];
    s8 ^= (d0 ^ d1 ^ d2 ^ d3) * table[atd + 8];
    return combine(s0, s1, s2, s3, s4, s5, s6, s7, s8, reversed);
  }

  /** The half of a product that its nine parts give, once freed from the carries in their holes. */
  private static long combine(
      long s0,
      long s1,
      long s2,
      long s3,
      long s4,
      long s5,
      long s6,
      long s7,
      long s8,
      boolean reversed) {
    long m0 = s0 & CLASS;
    long m1 = s1 & CLASS;
    long m2 = s2 & CLASS;
    long m3 = s3 & CLASS;
    long m4 = s4 & CLASS;
    long m5 = s5 & CLASS;
    long m6 = s6 & CLASS;
    long m7 = s7 & CLASS;
    long m8 = s8 & CLASS;
    // Reversed factors have their classes in the order x3, x2, x1, x0, see reverseNibbles.
    return reversed
        ? Long.reverse(sum(m3, m2, m1, m0, m5, m4, m7, m6, m8)) >>> 1
        : sum(m0, m1, m2, m3, m4, m5, m6, m7, m8);
  }

  /** c0 + t c1 + ... + t^6 c6, after Karatsuba. */
  private static long sum(
      long m0, long m1, long m2, long m3, long m01, long m23, long m02, long m13, long m0123) {
    long c1 = m01 ^ m0 ^ m1;
    long c2 = m02 ^ m0 ^ m1 ^ m2;
    long c4 = m13 ^ m1 ^ m2 ^ m3;
    long c5 = m23 ^ m2 ^ m3;
    long c3 = m0123 ^ m02 ^ m13 ^ c1 ^ c5;
    return m0 ^ c1 << 1 ^ c2 << 2 ^ c3 << 3 ^ c4 << 4 ^ c5 << 5 ^ m3 << 6;
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
    Arrays.fill(last, (byte) 0);
    low = 0;
    high = 0;
  }
}
