package io.whisper.core.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/** The key encapsulation mechanism ML-KEM-768 (FIPS 203). Never used without X25519 beside it. */
public final class MlKem768 {
  /** The length of an encapsulation key in bytes. */
  public static final int KEY_SIZE = 1184;

  /** The length of a ciphertext in bytes. */
  public static final int CIPHERTEXT_SIZE = 1088;

  /** The length of a shared secret in bytes. */
  public static final int SECRET_SIZE = 32;

  /** The length of the seed {@code d | z} that a key pair is made from, in bytes. */
  public static final int SEED_SIZE = 64;

  /** The length of the randomness {@code m} of one encapsulation in bytes. */
  private static final int ENTROPY_SIZE = 32;

  private MlKem768() {}

  /** A new key pair. */
  public static MlKem768KeyPair generate(SecureRandom random) {
    byte[] seed = new byte[SEED_SIZE];
    random.nextBytes(seed);
    try {
      return MlKem768KeyPair.ofSeed(seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /**
   * A new secret and its ciphertext for the owner of {@code encapsulationKey}, or nothing when that
   * is not a key: wrong length, or a coefficient not below the modulus (FIPS 203, 7.2).
   */
  public static Optional<Encapsulation> encapsulate(SecureRandom random, byte[] encapsulationKey) {
    if (encapsulationKey.length != KEY_SIZE) {
      return Optional.empty();
    }
    MLKEMPublicKeyParameters key;
    try {
      key = new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, encapsulationKey);
    } catch (IllegalArgumentException modulusCheckFailed) {
      return Optional.empty();
    }
    byte[] m = new byte[ENTROPY_SIZE];
    random.nextBytes(m);
    SecretWithEncapsulation result = MLKEMGenerator.internalGenerateEncapsulated(key, m);
    Arrays.fill(m, (byte) 0);
    return Optional.of(new Encapsulation(result.getEncapsulation(), result.getSecret()));
  }
}
