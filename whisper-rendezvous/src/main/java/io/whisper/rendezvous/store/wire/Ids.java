package io.whisper.rendezvous.store.wire;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Envelopes that are asked for or deleted (docs/protocol.md, "Stores").
 *
 * <pre>ids, 32 each</pre>
 *
 * @param ids 1 to {@link #MAX_IDS}
 */
public record Ids(List<Bytes32> ids) {
  /** The most ids of one message. */
  public static final int MAX_IDS = 100;

  /** Copies and checks the number. */
  public Ids {
    ids = List.copyOf(ids);
    if (ids.isEmpty() || ids.size() > MAX_IDS) {
      throw new IllegalArgumentException(ids.size() + " ids, expected 1 to " + MAX_IDS);
    }
  }

  /** The message. */
  public byte[] encode() {
    ByteWriter out = ByteWriter.ofSize(ids.size() * Bytes32.SIZE);
    ids.forEach(id -> out.bytes(id.toByteArray()));
    return out.toByteArray();
  }

  /** Reads the message. */
  public static Optional<Ids> decode(byte[] data) {
    int count = data.length / Bytes32.SIZE;
    if (count < 1 || count > MAX_IDS || data.length % Bytes32.SIZE != 0) {
      return Optional.empty();
    }
    ByteReader in = new ByteReader(data);
    List<Bytes32> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ids.add(in.bytes32());
    }
    return Optional.of(new Ids(ids));
  }

  @Override
  public String toString() {
    return "Ids[" + ids.size() + "]";
  }
}
