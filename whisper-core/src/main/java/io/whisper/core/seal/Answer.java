package io.whisper.core.seal;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import java.util.Arrays;
import java.util.Optional;

/** The answer to a first contact: a status and a short reply. Immutable. */
public final class Answer {
  /** The longest reply, in bytes. */
  public static final int MAX_REPLY = 1_024;

  /** The length of every answer before it is sealed, in bytes. */
  static final int SIZE = 24 + MAX_REPLY;

  private final int status;
  private final MessageId id;
  private final byte[] reply;

  /**
   * An answer with a copy of {@code reply}.
   *
   * @param status 0 to 255, with the meanings that introductions give it
   * @param id the message that is answered
   */
  public Answer(int status, MessageId id, byte[] reply) {
    if (status < 0 || status > 255) {
      throw new IllegalArgumentException("status " + status + " is not within 0 to 255");
    }
    if (reply.length > MAX_REPLY) {
      throw new IllegalArgumentException(
          "reply of " + reply.length + " bytes is not within 0 to " + MAX_REPLY);
    }
    this.status = status;
    this.id = id;
    this.reply = reply.clone();
  }

  /** What became of the message. */
  public int status() {
    return status;
  }

  /** The message that is answered. */
  public MessageId id() {
    return id;
  }

  /** A copy of the reply. */
  public byte[] reply() {
    return reply.clone();
  }

  byte[] encode() {
    ByteWriter writer = ByteWriter.ofSize(SIZE).u8(status).u8(0).u16(reply.length).u32(0);
    id.writeTo(writer);
    byte[] encoded = writer.bytes(reply).padTo(SIZE).toByteArray();
    writer.wipe();
    return encoded;
  }

  static Optional<Answer> decode(byte[] encoded) {
    ByteReader reader = new ByteReader(encoded);
    int status = reader.u8();
    reader.zeros(1);
    int length = reader.u16();
    reader.zeros(4);
    MessageId id = MessageId.of(reader.bytes(MessageId.SIZE));
    byte[] reply = reader.bytes(Math.min(length, MAX_REPLY + 1));
    reader.zeros(reader.remaining());
    return reader.done() && encoded.length == SIZE
        ? Optional.of(new Answer(status, id, reply))
        : Optional.empty();
  }

  /** Only the type. */
  @Override
  public String toString() {
    return "Answer";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Answer that
        && status == that.status
        && id.equals(that.id)
        && Arrays.equals(reply, that.reply);
  }

  @Override
  public int hashCode() {
    return 31 * id.hashCode() + Arrays.hashCode(reply);
  }
}
