package io.whisper.rendezvous.mailbox;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a recipient says of a message that waited in its mailbox (docs/protocol.md, "Mailboxes").
 *
 * <pre>kind u8 (1 taken, 2 replied) | length u16 | reply | zeros to 1,024</pre>
 *
 * @param reply of up to 1,021 bytes, not copied; null when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // Made or read, and used at once.
public record Acknowledgement(byte @Nullable [] reply) {
  /** The longest reply in bytes. */
  public static final int MAX_REPLY = 1021;

  /** All have one size, so that nobody sees which have a reply. */
  static final int SIZE = 1024;

  private static final int TAKEN = 1;
  private static final int REPLIED = 2;
  private static final byte[] NOTHING = {};

  byte[] encode() {
    byte[] given = reply == null ? NOTHING : reply;
    return ByteWriter.ofSize(SIZE)
        .u8(reply == null ? TAKEN : REPLIED)
        .u16(given.length)
        .bytes(given)
        .padTo(SIZE)
        .toByteArray();
  }

  /** Reads a payload; nothing when {@link #encode} does not write it so. */
  static Optional<Acknowledgement> decode(byte[] payload) {
    ByteReader in = new ByteReader(payload);
    int kind = in.u8();
    byte[] reply = in.bytes(in.u16());
    in.zeros(in.remaining());
    boolean known = kind == REPLIED || (kind == TAKEN && reply.length == 0);
    return in.done() && payload.length == SIZE && known
        ? Optional.of(new Acknowledgement(kind == REPLIED ? reply : null))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "Acknowledgement";
  }
}
