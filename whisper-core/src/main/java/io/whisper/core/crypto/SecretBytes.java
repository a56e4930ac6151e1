package io.whisper.core.crypto;

import java.util.Arrays;

/**
 * Bytes that must not outlive their use: wiped by {@link #close()} and never printed.
 *
 * <p>Thread-safe.
 */
public final class SecretBytes implements AutoCloseable {
  private final byte[] bytes;
  private boolean closed;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A holder of a copy of {@code bytes}, which the caller still has to wipe. */
  public static SecretBytes copyOf(byte[] bytes) {
    return new SecretBytes(bytes.clone());
  }

  /** A holder of {@code bytes} themselves, which the caller must not touch again. */
  public static SecretBytes owning(byte[] bytes) {
    return new SecretBytes(bytes);
  }

  /** A copy of the secret, which the caller has to wipe. */
  public synchronized byte[] toByteArray() {
    if (closed) {
      throw new IllegalStateException("the secret has been wiped");
    }
    return bytes.clone();
  }

  /** The length of the secret in bytes. */
  public int size() {
    return bytes.length;
  }

  /** Overwrites the secret; it cannot be read any more. */
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "SecretBytes";
  }
}
