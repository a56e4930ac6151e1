package io.whisper.core.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** The password hash Argon2id, version 1.3, with one lane (RFC 9106). */
public final class Argon2id {
  private Argon2id() {}

  /**
   * The hash of {@code password}. It takes {@code memoryKib} of memory while it runs and belongs on
   * a worker.
   */
  public static byte[] hash(
      byte[] password, byte[] salt, int memoryKib, int iterations, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(iterations)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    generator.generateBytes(password, hash);
    return hash;
  }
}
