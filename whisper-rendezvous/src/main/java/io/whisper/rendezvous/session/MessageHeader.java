package io.whisper.rendezvous.session;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.seal.MessageId;
import java.util.Optional;

/**
 * What goes before each message of a session for long messages (docs/protocol.md, "Sessions"), in a
 * session message of its own: by its name the recipient knows a message that comes again over
 * another session.
 *
 * <pre>id 16 | seconds to live 4</pre>
 *
 * @param id the name of the message, the same however often it is sent
 * @param ttlSeconds how long it is still worth delivering
 */
public record MessageHeader(MessageId id, long ttlSeconds) {
  /** Its length in bytes. */
  public static final int SIZE = MessageId.SIZE + 4;

  private static final long MOST_SECONDS = 0xffff_ffffL;

  /** Checks the range of the seconds, 0 to 2^32 - 1. */
  public MessageHeader {
    if (ttlSeconds < 0 || ttlSeconds > MOST_SECONDS) {
      throw new IllegalArgumentException(
          "time to live of " + ttlSeconds + " s, expected 0 to " + MOST_SECONDS);
    }
  }

  /** Its 20 bytes. */
  public byte[] encode() {
    return ByteWriter.ofSize(SIZE).bytes(id.toByteArray()).u32(ttlSeconds).toByteArray();
  }

  /** Reads 20 bytes; nothing when they are not as many. */
  public static Optional<MessageHeader> decode(byte[] data) {
    if (data.length != SIZE) {
      return Optional.empty();
    }
    ByteReader in = new ByteReader(data);
    return Optional.of(new MessageHeader(MessageId.of(in.bytes(MessageId.SIZE)), in.u32()));
  }

  @Override
  public String toString() {
    return "MessageHeader";
  }
}
