package io.whisper.core.crypto;

import java.util.Optional;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;

/** An ML-KEM-768 decapsulation key and its encapsulation key. Thread-safe; wiped by close. */
public final class MlKem768KeyPair implements AutoCloseable {
  private final MLKEMPrivateKeyParameters decapsulationKey;
  private final byte[] encapsulationKey;

  private MlKem768KeyPair(byte[] seed) {
    this.decapsulationKey = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, seed);
    this.encapsulationKey = decapsulationKey.getPublicKey();
  }

  /** The pair made from {@code d | z} as FIPS 203 has it; the 64 bytes are copied. */
  public static MlKem768KeyPair ofSeed(byte[] seed) {
    Sizes.check("ML-KEM seed", seed, MlKem768.SEED_SIZE);
    return new MlKem768KeyPair(seed);
  }

  /** A copy of the encapsulation key, 1,184 bytes. */
  public byte[] encapsulationKey() {
    return encapsulationKey.clone();
  }

  /**
   * The secret in {@code ciphertext}, or nothing when that has the wrong length. A ciphertext that
   * was tampered with yields another secret (FIPS 203's implicit rejection).
   */
  public Optional<byte[]> decapsulate(byte[] ciphertext) {
    if (ciphertext.length != MlKem768.CIPHERTEXT_SIZE) {
      return Optional.empty();
    }
    return Optional.of(new MLKEMExtractor(decapsulationKey).extractSecret(ciphertext));
  }

  @Override
  public void close() {
    decapsulationKey.destroy();
  }

  @Override
  public String toString() {
    return "MlKem768KeyPair";
  }
}
