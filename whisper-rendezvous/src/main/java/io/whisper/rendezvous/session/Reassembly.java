package io.whisper.rendezvous.session;

import java.util.Arrays;
import java.util.Optional;

/**
 * The messages of one direction put together again from their cells: each once and in order.
 *
 * <p>The cells of a leg cannot change places, since each opens under the next key only. So anything
 * but the very next part is the other side's mistake, and the session ends.
 */
final class Reassembly {
  private long complete;
  private byte[] payload = {};
  private int expectedOffset;
  private long inReplyTo;
  private boolean violated;

  /**
   * Takes the next part; answers the message that it completes. {@link #violated} says whether it
   * was not the next part.
   */
  Optional<SessionMessage> take(SessionFrame part) {
    if (violated || !fits(part)) {
      violated = true;
      return Optional.empty();
    }
    if (part.offset() == 0) {
      payload = new byte[part.total()];
      inReplyTo = part.inReplyTo();
    }
    System.arraycopy(
        part.data(), 0, payload, Math.min(part.offset(), payload.length), part.data().length);
    expectedOffset += SessionFrame.DATA_SIZE;
    if (expectedOffset < MessageCells.padded(payload.length)) {
      return Optional.empty();
    }
    expectedOffset = 0;
    complete++;
    SessionMessage message = new SessionMessage(complete, inReplyTo, payload);
    payload = new byte[0];
    return Optional.of(message);
  }

  private boolean fits(SessionFrame part) {
    return part.number() == complete + 1
        && part.total() <= SessionMessage.MAX_PAYLOAD
        && part.offset() == expectedOffset
        && (expectedOffset == 0
            || (part.total() == payload.length && part.inReplyTo() == inReplyTo))
        && part.data().length == MessageCells.dataLength(part.total(), part.offset());
  }

  /** Wipes what came of a message that will not be complete. */
  void wipe() {
    Arrays.fill(payload, (byte) 0);
    payload = new byte[0];
  }

  boolean violated() {
    return violated;
  }
}
