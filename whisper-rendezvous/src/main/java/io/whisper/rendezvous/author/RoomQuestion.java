package io.whisper.rendezvous.author;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.Bytes32;
import java.util.Optional;

/**
 * The question to an author which keys are its own for a room, the payload of a first contact
 * (docs/protocol.md, 18.9).
 *
 * <pre>room 32</pre>
 */
public record RoomQuestion(Bytes32 room) {
  /** The payload. */
  public byte[] encode() {
    return room.toByteArray();
  }

  /** Reads a payload; nothing when it has another length. */
  public static Optional<RoomQuestion> decode(byte[] payload) {
    ByteReader in = new ByteReader(payload);
    RoomQuestion read = new RoomQuestion(in.bytes32());
    return in.done() ? Optional.of(read) : Optional.empty();
  }

  @Override
  public String toString() {
    return "RoomQuestion";
  }
}
