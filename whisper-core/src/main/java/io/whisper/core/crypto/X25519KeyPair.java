package io.whisper.core.crypto;

import java.util.Arrays;
import java.util.Optional;

/** A private X25519 key and its public key. Thread-safe; wiped by {@link #close()}. */
public final class X25519KeyPair implements AutoCloseable {
  private final SecretBytes privateKey;
  private final byte[] publicKey;

  /** Takes the array for its own. */
  X25519KeyPair(byte[] privateKey) {
    this.publicKey = X25519.publicKey(privateKey);
    this.privateKey = SecretBytes.owning(privateKey);
  }

  /** The pair of a stored private key of 32 bytes, which is copied. */
  public static X25519KeyPair of(byte[] privateKey) {
    return new X25519KeyPair(privateKey.clone());
  }

  /** A copy of the public key, 32 bytes. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** A copy of the private key, 32 bytes, which the caller has to wipe. */
  public byte[] privateKey() {
    return privateKey.toByteArray();
  }

  /**
   * The secret shared with the owner of the public key {@code other}, as {@link X25519#agree} has
   * it.
   */
  public Optional<byte[]> agree(byte[] other) {
    byte[] key = privateKey.toByteArray();
    try {
      return X25519.agree(key, other);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  @Override
  public void close() {
    privateKey.close();
  }

  @Override
  public String toString() {
    return "X25519KeyPair";
  }
}
