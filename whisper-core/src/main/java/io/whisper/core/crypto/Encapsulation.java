package io.whisper.core.crypto;

import java.util.Arrays;

/** What encapsulating to a public key yields: a ciphertext to send and the secret it carries. */
public final class Encapsulation implements AutoCloseable {
  private final byte[] ciphertext;
  private final byte[] sharedSecret;

  /** Takes both arrays for its own. */
  Encapsulation(byte[] ciphertext, byte[] sharedSecret) {
    this.ciphertext = ciphertext;
    this.sharedSecret = sharedSecret;
  }

  /** A copy of the ciphertext. */
  public byte[] ciphertext() {
    return ciphertext.clone();
  }

  /** A copy of the shared secret, 32 bytes, which the caller has to wipe. */
  public byte[] sharedSecret() {
    return sharedSecret.clone();
  }

  /** Overwrites the secret kept here. */
  @Override
  public void close() {
    Arrays.fill(sharedSecret, (byte) 0);
  }

  @Override
  public String toString() {
    return "Encapsulation";
  }
}
