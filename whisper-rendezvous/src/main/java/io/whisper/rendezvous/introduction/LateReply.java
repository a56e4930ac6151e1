package io.whisper.rendezvous.introduction;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.seal.MessageId;
import java.util.Optional;

/**
 * A reply that came too late for the answer and goes to the sender's address, as the payload of an
 * introduction (docs/protocol.md, "Introduction").
 *
 * <pre>id of the message replied to 16 | reply, the rest</pre>
 *
 * @param to the message that it replies to
 * @param reply up to 1,024 bytes, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Made or read, and used at once.
public record LateReply(MessageId to, byte[] reply) {
  /** The payload. */
  public byte[] encode() {
    ByteWriter out = ByteWriter.growing();
    to.writeTo(out);
    return out.bytes(reply).toByteArray();
  }

  /** Reads a payload. */
  public static Optional<LateReply> decode(byte[] payload) {
    ByteReader in = new ByteReader(payload);
    byte[] id = in.bytes(MessageId.SIZE);
    byte[] reply = in.rest();
    return in.done() && reply.length <= Introduction.MAX_MESSAGE
        ? Optional.of(new LateReply(MessageId.of(id), reply))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "LateReply";
  }
}
