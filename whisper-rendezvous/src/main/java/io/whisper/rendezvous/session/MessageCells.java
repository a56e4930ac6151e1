package io.whisper.rendezvous.session;

import io.whisper.core.seal.Buckets;
import java.util.Arrays;

/**
 * A message cut into the frames of its cells (docs/protocol.md, "Sessions").
 *
 * <p>Their number depends on the message's bucket alone: 1 for 256 bytes, 3 for 1 Ki, 9 for 4 Ki,
 * 35 for 16 Ki, 140 for 64 Ki.
 */
final class MessageCells {
  private final SessionMessage message;
  private int offset;

  MessageCells(SessionMessage message) {
    this.message = message;
  }

  /** The length in bytes to which a message of {@code length} bytes is padded. */
  static int padded(int length) {
    return Buckets.forSize(length);
  }

  /** How many cells a message of {@code length} bytes takes. */
  static int count(int length) {
    return (padded(length) + SessionFrame.DATA_SIZE - 1) / SessionFrame.DATA_SIZE;
  }

  long number() {
    return message.number();
  }

  boolean hasNext() {
    return offset < padded(message.payload().length);
  }

  SessionFrame next() {
    byte[] payload = message.payload();
    int from = Math.min(offset, payload.length);
    int to = Math.min(from + dataLength(payload.length, offset), payload.length);
    SessionFrame frame =
        new SessionFrame(
            SessionFrame.Type.DATA,
            message.number(),
            payload.length,
            offset,
            message.inReplyTo() & 0xffff_ffffL,
            Arrays.copyOfRange(payload, from, to));
    offset += SessionFrame.DATA_SIZE;
    return frame;
  }

  /** How many bytes of a message of {@code total} bytes the cell at {@code offset} carries. */
  static int dataLength(int total, int offset) {
    return Math.max(0, Math.min(SessionFrame.DATA_SIZE, total - offset));
  }
}
