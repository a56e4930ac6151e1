package io.whisper.core.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Randomness that a published vector prescribes: these bytes, in this order, and no more. */
final class FixedRandom extends SecureRandom {
  private static final long serialVersionUID = 1;

  private final transient ByteBuffer bytes;

  FixedRandom(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  @Override
  public void nextBytes(byte[] target) {
    bytes.get(target);
  }
}
