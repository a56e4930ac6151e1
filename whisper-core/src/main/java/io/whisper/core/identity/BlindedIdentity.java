package io.whisper.core.identity;

import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.SecretBytes;
import java.util.Arrays;

/** An identity in one time period: the blinded key and its secret. Thread-safe; wiped by close. */
public final class BlindedIdentity implements AutoCloseable {
  private final SecretBytes expanded;
  private final BlindedKey key;

  /** Takes the array for its own. */
  BlindedIdentity(byte[] expanded, BlindedKey key) {
    this.expanded = SecretBytes.owning(expanded);
    this.key = key;
  }

  /** The blinded public key. */
  public BlindedKey key() {
    return key;
  }

  /**
   * The signature over {@code message} behind {@code label}; {@link BlindedKey#verify} checks it.
   */
  public byte[] sign(String label, byte[] message) {
    byte[] secret = expanded.toByteArray();
    try {
      return Ed25519.signExpanded(
          secret, key.bytes().toByteArray(), Labelled.bytes(label, message));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public void close() {
    expanded.close();
  }

  @Override
  public String toString() {
    return "BlindedIdentity";
  }
}
