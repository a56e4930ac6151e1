package io.whisper.core.testkit;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Randomness that a vector prescribes: these bytes, in this order, and no more. */
public final class FixedRandom extends SecureRandom {
  private static final long serialVersionUID = 1;

  private final transient ByteBuffer bytes;

  /** The source that yields {@code bytes}. */
  public FixedRandom(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes.clone());
  }

  @Override
  public void nextBytes(byte[] target) {
    bytes.get(target);
  }
}
