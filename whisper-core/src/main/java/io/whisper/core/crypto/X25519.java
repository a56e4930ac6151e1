package io.whisper.core.crypto;

import java.security.SecureRandom;
import java.util.Optional;

/** The Diffie-Hellman function X25519 (RFC 7748). */
public final class X25519 {
  /** The length of a private key, a public key and a shared secret in bytes. */
  public static final int KEY_SIZE = 32;

  private X25519() {}

  /** A new key pair. */
  public static X25519KeyPair generate(SecureRandom random) {
    byte[] privateKey = new byte[KEY_SIZE];
    random.nextBytes(privateKey);
    return new X25519KeyPair(privateKey);
  }

  /** The public key of any 32 bytes taken as private key. */
  public static byte[] publicKey(byte[] privateKey) {
    Sizes.check("X25519 private key", privateKey, KEY_SIZE);
    byte[] publicKey = new byte[KEY_SIZE];
    org.bouncycastle.math.ec.rfc7748.X25519.scalarMultBase(privateKey, 0, publicKey, 0);
    return publicKey;
  }

  /**
   * The secret shared with the owner of {@code publicKey}, or nothing when it would be all zeros:
   * then the public key is a point of small order and the secret is known to everybody.
   */
  public static Optional<byte[]> agree(byte[] privateKey, byte[] publicKey) {
    Sizes.check("X25519 private key", privateKey, KEY_SIZE);
    Sizes.check("X25519 public key", publicKey, KEY_SIZE);
    byte[] secret = new byte[KEY_SIZE];
    boolean nonZero =
        org.bouncycastle.math.ec.rfc7748.X25519.calculateAgreement(
            privateKey, 0, publicKey, 0, secret, 0);
    return nonZero ? Optional.of(secret) : Optional.empty();
  }
}
