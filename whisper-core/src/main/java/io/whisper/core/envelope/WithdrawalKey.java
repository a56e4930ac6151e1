package io.whisper.core.envelope;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.SecretBytes;
import io.whisper.core.crypto.Sha256;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What withdraws one post: its author gives the hash with the post, and the key itself when the
 * post shall go (docs/protocol.md, 18.7). Thread-safe; wiped by {@link #close()}.
 */
public final class WithdrawalKey implements AutoCloseable {
  /** Its length in bytes. */
  public static final int SIZE = 32;

  private static final String LABEL = Labelled.PREFIX + "withdrawal";

  private final SecretBytes key;

  /** Takes the array for its own. */
  private WithdrawalKey(byte[] key) {
    this.key = SecretBytes.owning(key);
  }

  /** A new one. */
  public static WithdrawalKey generate(SecureRandom random) {
    byte[] key = new byte[SIZE];
    random.nextBytes(key);
    return new WithdrawalKey(key);
  }

  /** The one of a copy of exactly 32 bytes. */
  public static WithdrawalKey of(byte[] key) {
    if (key.length != SIZE) {
      throw new IllegalArgumentException(
          "withdrawal key has " + key.length + " bytes where " + SIZE + " belong");
    }
    return new WithdrawalKey(key.clone());
  }

  /** What the post carries: the hash of {@code key}. */
  public static Bytes32 commitment(byte[] key) {
    byte[] labelled = Labelled.bytes(LABEL, key);
    Bytes32 commitment = Bytes32.of(Sha256.hash(labelled));
    Arrays.fill(labelled, (byte) 0);
    return commitment;
  }

  /** What the post carries: the hash of this key. */
  public Bytes32 commitment() {
    byte[] bytes = key.toByteArray();
    try {
      return commitment(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** A copy of the key, which is secret until it is used. */
  public byte[] toByteArray() {
    return key.toByteArray();
  }

  @Override
  public void close() {
    key.close();
  }

  @Override
  public String toString() {
    return "WithdrawalKey";
  }
}
