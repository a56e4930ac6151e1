package io.whisper.core.crypto;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * The hybrid key encapsulation mechanism X-Wing (draft-connolly-cfrg-xwing-kem), with the draft's
 * names: ML-KEM-768 (M) and X25519 (X), joined by SHA3-256.
 */
public final class XWing {
  /** The length of the secret key, a seed, in bytes. */
  public static final int SECRET_KEY_SIZE = 32;

  /** The length of a public key {@code pk_M | pk_X} in bytes. */
  public static final int PUBLIC_KEY_SIZE = MlKem768.KEY_SIZE + X25519.KEY_SIZE;

  /** The length of a ciphertext {@code ct_M | ct_X} in bytes. */
  public static final int CIPHERTEXT_SIZE = MlKem768.CIPHERTEXT_SIZE + X25519.KEY_SIZE;

  /** The length of a shared secret in bytes. */
  public static final int SECRET_SIZE = 32;

  /** The draft's XWingLabel, a small picture of the wings. */
  private static final byte[] LABEL = "\\.//^\\".getBytes(StandardCharsets.US_ASCII);

  private XWing() {}

  /** A new key pair. */
  public static XWingKeyPair generate(SecureRandom random) {
    byte[] sk = new byte[SECRET_KEY_SIZE];
    random.nextBytes(sk);
    return new XWingKeyPair(sk);
  }

  /**
   * A new secret and its ciphertext for the owner of {@code publicKey}, or nothing when that is not
   * a key: wrong length, refused by ML-KEM, or an X25519 point of small order.
   */
  public static Optional<Encapsulation> encapsulate(SecureRandom random, byte[] publicKey) {
    if (publicKey.length != PUBLIC_KEY_SIZE) {
      return Optional.empty();
    }
    byte[] pkM = Arrays.copyOf(publicKey, MlKem768.KEY_SIZE);
    byte[] pkX = Arrays.copyOfRange(publicKey, MlKem768.KEY_SIZE, PUBLIC_KEY_SIZE);
    Optional<Encapsulation> encapsulatedM = MlKem768.encapsulate(random, pkM);
    if (encapsulatedM.isEmpty()) {
      return Optional.empty();
    }
    try (Encapsulation m = encapsulatedM.get();
        X25519KeyPair ephemeral = X25519.generate(random)) {
      byte[] ctX = ephemeral.publicKey();
      return ephemeral
          .agree(pkX)
          .map(
              ssX ->
                  new Encapsulation(
                      concatenate(m.ciphertext(), ctX), combine(m.sharedSecret(), ssX, ctX, pkX)));
    }
  }

  /** Combiner of the draft, section 5.3; wipes both secrets. */
  static byte[] combine(byte[] ssM, byte[] ssX, byte[] ctX, byte[] pkX) {
    try {
      return Sha3.sha3_256(ssM, ssX, ctX, pkX, LABEL);
    } finally {
      Arrays.fill(ssM, (byte) 0);
      Arrays.fill(ssX, (byte) 0);
    }
  }

  static byte[] concatenate(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
