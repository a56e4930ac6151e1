package io.whisper.core.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.whisper.core.crypto.AesGcm256;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.SecretBytes;
import java.util.Arrays;
import java.util.Optional;

/**
 * The key of the one answer to a sealed body, which only sender and recipient have
 * (docs/protocol.md, 13). Thread-safe; wiped by {@link #close()}.
 */
public final class AnswerKey implements AutoCloseable {
  /** The length of every sealed answer in bytes. */
  public static final int SEALED_SIZE = Answer.SIZE + AesGcm256.TAG_SIZE;

  private static final byte[] AD = (Labelled.PREFIX + "answer").getBytes(US_ASCII);

  private final SecretBytes key;

  /** Takes the array for its own. */
  AnswerKey(byte[] key) {
    this.key = SecretBytes.owning(key);
  }

  /**
   * The sealed answer, for the recipient of the body. The key is wiped: there is only one answer.
   */
  public synchronized byte[] seal(Answer answer) {
    byte[] secret = key.toByteArray();
    key.close();
    byte[] plaintext = answer.encode();
    try {
      return AesGcm256.seal(secret, new byte[AesGcm256.NONCE_SIZE], AD, plaintext);
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /** The answer, for the sender of the body, or nothing when {@code sealed} is not one. */
  public Optional<Answer> open(byte[] sealed) {
    byte[] secret = key.toByteArray();
    try {
      return AesGcm256.open(secret, new byte[AesGcm256.NONCE_SIZE], AD, sealed)
          .flatMap(Answer::decode);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public void close() {
    key.close();
  }

  @Override
  public String toString() {
    return "AnswerKey";
  }
}
