package io.whisper.core.seal;

import io.whisper.core.bytes.ByteWriter;
import java.security.SecureRandom;
import java.util.Arrays;

/** The 16 random bytes that name a message to its sender and its recipient. Immutable. */
public final class MessageId {
  /** Its length in bytes. */
  public static final int SIZE = 16;

  private final byte[] bytes;

  private MessageId(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A new one. */
  public static MessageId generate(SecureRandom random) {
    byte[] bytes = new byte[SIZE];
    random.nextBytes(bytes);
    return new MessageId(bytes);
  }

  /** The one of exactly 16 bytes, which are copied. */
  public static MessageId of(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException(
          "message id has " + bytes.length + " bytes where " + SIZE + " belong");
    }
    return new MessageId(bytes.clone());
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** Writes the 16 bytes. */
  public void writeTo(ByteWriter writer) {
    writer.bytes(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Only the type: it would tie a sender's log to a recipient's. */
  @Override
  public String toString() {
    return "MessageId";
  }
}
