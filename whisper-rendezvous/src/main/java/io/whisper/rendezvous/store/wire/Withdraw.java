package io.whisper.rendezvous.store.wire;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import java.util.Optional;

/**
 * What its author wants gone from a board (docs/protocol.md, "Stores").
 *
 * <pre>id 32 | withdrawal key 32</pre>
 *
 * @param id of the envelope
 * @param key whose digest stands in the envelope
 */
public record Withdraw(Bytes32 id, Bytes32 key) {

  /** The message. */
  public byte[] encode() {
    return ByteWriter.ofSize(2 * Bytes32.SIZE)
        .bytes(id.toByteArray())
        .bytes(key.toByteArray())
        .toByteArray();
  }

  /** Reads the message. */
  public static Optional<Withdraw> decode(byte[] data) {
    ByteReader in = new ByteReader(data);
    Withdraw withdraw = new Withdraw(in.bytes32(), in.bytes32());
    return in.done() ? Optional.of(withdraw) : Optional.empty();
  }

  @Override
  public String toString() {
    return "Withdraw";
  }
}
