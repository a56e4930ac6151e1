package io.whisper.core.crypto;

import java.util.Arrays;
import java.util.Optional;

/** An X-Wing secret key, kept expanded, and its public key. Thread-safe; wiped by close. */
public final class XWingKeyPair implements AutoCloseable {
  private final SecretBytes sk;
  private final MlKem768KeyPair m;
  private final X25519KeyPair x;

  /** Takes the array for its own. */
  XWingKeyPair(byte[] sk) {
    Sizes.check("X-Wing secret key", sk, XWing.SECRET_KEY_SIZE);
    int seedM = MlKem768.SEED_SIZE;
    byte[] expanded = Sha3.shake256(seedM + X25519.KEY_SIZE, sk);
    byte[] seed = Arrays.copyOf(expanded, seedM);
    this.m = MlKem768KeyPair.ofSeed(seed);
    this.x = new X25519KeyPair(Arrays.copyOfRange(expanded, seedM, expanded.length));
    this.sk = SecretBytes.owning(sk);
    Arrays.fill(seed, (byte) 0);
    Arrays.fill(expanded, (byte) 0);
  }

  /** The pair of a stored secret key of 32 bytes, which is copied. */
  public static XWingKeyPair of(byte[] secretKey) {
    return new XWingKeyPair(secretKey.clone());
  }

  /** A copy of the secret key, 32 bytes, which the caller has to wipe. */
  public byte[] secretKey() {
    return sk.toByteArray();
  }

  /** A copy of the public key, 1,216 bytes. */
  public byte[] publicKey() {
    return XWing.concatenate(m.encapsulationKey(), x.publicKey());
  }

  /**
   * The secret in {@code ciphertext}, or nothing when that has the wrong length or an X25519 point
   * of small order. Any other change of a ciphertext yields another secret.
   */
  public Optional<byte[]> decapsulate(byte[] ciphertext) {
    if (ciphertext.length != XWing.CIPHERTEXT_SIZE) {
      return Optional.empty();
    }
    byte[] ctM = Arrays.copyOf(ciphertext, MlKem768.CIPHERTEXT_SIZE);
    byte[] ctX = Arrays.copyOfRange(ciphertext, ctM.length, ciphertext.length);
    return x.agree(ctX)
        .flatMap(ssX -> m.decapsulate(ctM).map(ssM -> XWing.combine(ssM, ssX, ctX, x.publicKey())));
  }

  @Override
  public void close() {
    sk.close();
    m.close();
    x.close();
  }

  @Override
  public String toString() {
    return "XWingKeyPair";
  }
}
