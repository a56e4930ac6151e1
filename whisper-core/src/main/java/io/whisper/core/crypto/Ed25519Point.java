package io.whisper.core.crypto;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc7748.X25519Field;

/**
 * A point of edwards25519 in the extended coordinates of RFC 8032, 5.1.4, with what key blinding
 * needs and BouncyCastle keeps to itself: decoding, multiplication by any scalar, encoding.
 *
 * <p>The field is BouncyCastle's. Multiplication and encoding take constant time.
 */
final class Ed25519Point {
  private static final int[] ONE = number(1);

  /** The curve's d = -121665 / 121666. */
  private static final int[] D = negate(multiply(number(121_665), invert(number(121_666))));

  private static final int[] TWO_D = add(D, D);

  private static final Ed25519Point NEUTRAL =
      new Ed25519Point(number(0), number(1), number(1), number(0));

  /** The base point: y = 4/5, x even. */
  static final Ed25519Point BASE = decode(baseEncoding()).orElseThrow();

  private final int[] x;
  private final int[] y;
  private final int[] z;
  private final int[] t;

  private Ed25519Point(int[] x, int[] y, int[] z, int[] t) {
    this.x = x;
    this.y = y;
    this.z = z;
    this.t = t;
  }

  /**
   * The point that {@code encoded} stands for, or nothing when that is none or not the canonical
   * encoding. Not constant-time: points come from public keys.
   */
  static Optional<Ed25519Point> decode(byte[] encoded) {
    int[] y = X25519Field.create();
    X25519Field.decode255(encoded, y);
    int[] yy = multiply(y, y);
    int[] x = X25519Field.create();
    // x^2 = (y^2 - 1) / (d y^2 + 1)
    if (!X25519Field.sqrtRatioVar(subtract(yy, ONE), add(multiply(D, yy), ONE), x)) {
      return Optional.empty();
    }
    X25519Field.normalize(x);
    if ((x[0] & 1) != (encoded[31] >> 7 & 1)) {
      x = negate(x);
    }
    Ed25519Point point = new Ed25519Point(x, y, number(1), multiply(x, y));
    return Arrays.equals(point.encode(), encoded) ? Optional.of(point) : Optional.empty();
  }

  /** The 32 bytes of RFC 8032, 5.1.2. */
  byte[] encode() {
    int[] inverse = invert(z);
    byte[] encoded = bytes(multiply(y, inverse));
    byte sign = (byte) (bytes(multiply(x, inverse))[0] << 7);
    encoded[31] |= sign;
    return encoded;
  }

  /** This point added to itself {@code scalar} times, 32 bytes little-endian of any value. */
  Ed25519Point multiply(byte[] scalar) {
    Ed25519Point result = NEUTRAL;
    for (int i = 8 * scalar.length - 1; i >= 0; i--) {
      Ed25519Point twice = result.plus(result);
      Ed25519Point twiceAndOne = twice.plus(this);
      result = select(-(scalar[i >> 3] >> (i & 7) & 1), twiceAndOne, twice);
    }
    return result;
  }

  /** The sum; complete, so it also doubles and adds the neutral element (RFC 8032, 5.1.4). */
  Ed25519Point plus(Ed25519Point other) {
    int[] a = multiply(subtract(y, x), subtract(other.y, other.x));
    int[] b = multiply(add(y, x), add(other.y, other.x));
    int[] c = multiply(multiply(t, TWO_D), other.t);
    int[] zz = multiply(z, other.z);
    int[] d = add(zz, zz);
    int[] e = subtract(b, a);
    int[] f = subtract(d, c);
    int[] g = add(d, c);
    int[] h = add(b, a);
    return new Ed25519Point(multiply(e, f), multiply(g, h), multiply(f, g), multiply(e, h));
  }

  /** The u-coordinate (1 + y) / (1 - y) on curve25519 of an encoded point. */
  static byte[] toMontgomery(byte[] encoded) {
    int[] y = X25519Field.create();
    X25519Field.decode255(encoded, y);
    return bytes(multiply(add(ONE, y), invert(subtract(ONE, y))));
  }

  /** The first point where the mask is -1, the second where it is 0. */
  private static Ed25519Point select(int mask, Ed25519Point first, Ed25519Point second) {
    X25519Field.cmov(mask, first.x, 0, second.x, 0);
    X25519Field.cmov(mask, first.y, 0, second.y, 0);
    X25519Field.cmov(mask, first.z, 0, second.z, 0);
    X25519Field.cmov(mask, first.t, 0, second.t, 0);
    return second;
  }

  private static byte[] baseEncoding() {
    byte[] encoded = new byte[32];
    Arrays.fill(encoded, (byte) 0x66);
    encoded[0] = 0x58;
    return encoded;
  }

  private static byte[] bytes(int[] element) {
    byte[] encoded = new byte[32];
    X25519Field.normalize(element);
    X25519Field.encode(element, encoded);
    return encoded;
  }

  private static int[] number(int value) {
    byte[] encoded = new byte[32];
    encoded[0] = (byte) value;
    encoded[1] = (byte) (value >> 8);
    encoded[2] = (byte) (value >> 16);
    int[] element = X25519Field.create();
    X25519Field.decode255(encoded, element);
    return element;
  }

  private static int[] add(int[] a, int[] b) {
    int[] sum = X25519Field.create();
    X25519Field.add(a, b, sum);
    X25519Field.carry(sum);
    return sum;
  }

  private static int[] subtract(int[] a, int[] b) {
    int[] difference = X25519Field.create();
    X25519Field.sub(a, b, difference);
    X25519Field.carry(difference);
    return difference;
  }

  private static int[] negate(int[] a) {
    int[] negated = X25519Field.create();
    X25519Field.negate(a, negated);
    X25519Field.carry(negated);
    return negated;
  }

  private static int[] multiply(int[] a, int[] b) {
    int[] product = X25519Field.create();
    X25519Field.mul(a, b, product);
    return product;
  }

  private static int[] invert(int[] a) {
    int[] inverse = X25519Field.create();
    X25519Field.inv(a, inverse);
    return inverse;
  }
}
