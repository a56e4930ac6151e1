package io.whisper.core.crypto;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;

/**
 * The signature scheme Ed25519 (RFC 8032), strict: only canonical encodings are accepted, and only
 * public keys of the prime-order group, without a torsion component.
 */
public final class Ed25519 {
  /** The length of a seed, RFC 8032's private key, in bytes. */
  public static final int SEED_SIZE = 32;

  /** The length of a public key in bytes. */
  public static final int PUBLIC_KEY_SIZE = 32;

  /** The length of an expanded secret {@code scalar | prefix} in bytes. */
  public static final int EXPANDED_SIZE = 64;

  /** The length of a signature {@code R | S} in bytes. */
  public static final int SIGNATURE_SIZE = 64;

  private Ed25519() {}

  /** The public key of {@code seed}. */
  public static byte[] publicKey(byte[] seed) {
    Sizes.check("Ed25519 seed", seed, SEED_SIZE);
    byte[] publicKey = new byte[PUBLIC_KEY_SIZE];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    return publicKey;
  }

  /** The signature under {@code seed} over {@code message}. */
  public static byte[] sign(byte[] seed, byte[] message) {
    Sizes.check("Ed25519 seed", seed, SEED_SIZE);
    byte[] signature = new byte[SIGNATURE_SIZE];
    org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
        seed, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  /** Whether {@code signature} is one of {@code publicKey} over {@code message}. */
  public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    if (publicKey.length != PUBLIC_KEY_SIZE || signature.length != SIGNATURE_SIZE) {
      return false;
    }
    PublicPoint point =
        org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFullExport(publicKey, 0);
    return point != null
        && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
            signature, 0, point, message, 0, message.length);
  }

  /**
   * Whether {@code publicKey} is the canonical encoding of a point of the prime-order group other
   * than its neutral element.
   */
  public static boolean isValidPublicKey(byte[] publicKey) {
    return publicKey.length == PUBLIC_KEY_SIZE
        && org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(publicKey, 0);
  }

  /** RFC 8032's expansion of {@code seed}: the clamped scalar and the prefix, 32 bytes each. */
  public static byte[] expand(byte[] seed) {
    Sizes.check("Ed25519 seed", seed, SEED_SIZE);
    byte[] expanded = Sha512.hash(seed);
    clamp(expanded);
    return expanded;
  }

  /**
   * The signature under an expanded secret, whose scalar need not be clamped (that of a blinded key
   * is not). {@code publicKey} must be the scalar's own: signing one message for two public keys
   * gives the scalar away.
   */
  public static byte[] signExpanded(byte[] expanded, byte[] publicKey, byte[] message) {
    Sizes.check("expanded Ed25519 secret", expanded, EXPANDED_SIZE);
    Sizes.check("Ed25519 public key", publicKey, PUBLIC_KEY_SIZE);
    byte[] scalar = Arrays.copyOf(expanded, 32);
    byte[] prefix = Arrays.copyOfRange(expanded, 32, EXPANDED_SIZE);
    byte[] r = Ed25519Scalar.reduce(Sha512.hash(prefix, message));
    byte[] encodedR = Ed25519Point.BASE.multiply(r).encode();
    byte[] k = Ed25519Scalar.reduce(Sha512.hash(encodedR, publicKey, message));
    byte[] s = Ed25519Scalar.multiplyAdd(k, scalar, r);
    Arrays.fill(scalar, (byte) 0);
    Arrays.fill(prefix, (byte) 0);
    Arrays.fill(r, (byte) 0);
    byte[] signature = Arrays.copyOf(encodedR, SIGNATURE_SIZE);
    System.arraycopy(s, 0, signature, 32, 32);
    return signature;
  }

  /**
   * The X25519 public key that belongs to the same secret scalar, by the birational map of RFC
   * 7748, 4.1. The key is not checked: {@link X25519#agree} refuses what must be refused.
   */
  public static byte[] toX25519PublicKey(byte[] publicKey) {
    Sizes.check("Ed25519 public key", publicKey, PUBLIC_KEY_SIZE);
    return Ed25519Point.toMontgomery(publicKey);
  }

  /** Clears and sets the bits that RFC 8032 fixes in the scalar that {@code bytes} begin with. */
  static void clamp(byte[] bytes) {
    bytes[0] &= (byte) 0b1111_1000;
    bytes[31] &= (byte) 0b0011_1111;
    bytes[31] |= (byte) 0b0100_0000;
  }
}
