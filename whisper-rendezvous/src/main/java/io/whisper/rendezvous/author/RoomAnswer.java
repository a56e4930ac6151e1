package io.whisper.rendezvous.author;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an author answers to a {@link RoomQuestion}, the reply beside an answer or an
 * acknowledgement (docs/protocol.md, 18.9).
 *
 * <pre>count u8 (0 to 8) | room keys, 32 each, the newest first</pre>
 *
 * @param roomKeys none twice
 */
public record RoomAnswer(List<Bytes32> roomKeys) {
  /** How many keys are named at most. */
  public static final int MOST = 8;

  /** Checks what every answer keeps to. */
  public RoomAnswer {
    roomKeys = List.copyOf(roomKeys);
    if (roomKeys.size() > MOST || roomKeys.stream().distinct().count() < roomKeys.size()) {
      throw new IllegalArgumentException(
          roomKeys.size() + " room keys are not 0 to " + MOST + ", none of them twice");
    }
  }

  /** The reply. */
  public byte[] encode() {
    ByteWriter out = ByteWriter.ofSize(1 + roomKeys.size() * Bytes32.SIZE).u8(roomKeys.size());
    roomKeys.forEach(key -> key.writeTo(out));
    return out.toByteArray();
  }

  /** Reads a reply; nothing when it is not one. */
  public static Optional<RoomAnswer> decode(byte[] reply) {
    ByteReader in = new ByteReader(reply);
    int count = in.u8();
    List<Bytes32> keys = new ArrayList<>();
    while (keys.size() < count && in.remaining() > 0) {
      keys.add(in.bytes32());
    }
    return in.done()
            && keys.size() == count
            && count <= MOST
            && keys.stream().distinct().count() == count
        ? Optional.of(new RoomAnswer(keys))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "RoomAnswer";
  }
}
