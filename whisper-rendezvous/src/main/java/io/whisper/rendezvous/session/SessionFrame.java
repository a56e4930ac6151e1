package io.whisper.rendezvous.session;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import java.util.Arrays;
import java.util.Optional;

/**
 * The plaintext of a session cell (docs/protocol.md, "Sessions").
 *
 * <pre>
 * type 1 | flags 1 (= 0) | data length 2 | message number 8 | total length 4 | offset 4 |
 * in reply to 4 | data 469, zeros after the data length
 * </pre>
 *
 * @param type what the cell is for
 * @param number the number of the message that the data is of, from 1; of an {@link Type#ACK} the
 *     highest one handed to the listener; 0 in other cells
 * @param total the length of the whole message in bytes, without padding
 * @param offset where in the padded message this cell's data stands
 * @param inReplyTo the lower 32 bits of the number of the receiver's message that this one answers,
 *     0 for none
 * @param data up to 469 bytes, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Made or read, and used at once.
record SessionFrame(Type type, long number, int total, int offset, long inReplyTo, byte[] data) {
  /** The length of a frame and its data in bytes. */
  static final int SIZE = 493;

  /** The length of the frame alone in bytes. */
  static final int FRAME_SIZE = 24;

  /** The most data that a cell carries in bytes. */
  static final int DATA_SIZE = SIZE - FRAME_SIZE;

  private static final byte[] NONE = {};

  /** What a session cell is for. */
  enum Type {
    /** Part of a message. */
    DATA(1),
    /** All messages up to a number were handed to the listener. */
    ACK(2),
    /** Nothing more will be sent or taken. */
    CLOSE(3),
    /** Nothing; it shows that the other side is there. */
    PING(4);

    private final int code;

    Type(int code) {
      this.code = code;
    }

    private static Optional<Type> of(int code) {
      return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }
  }

  static SessionFrame ack(long number) {
    return new SessionFrame(Type.ACK, number, 0, 0, 0, NONE);
  }

  static SessionFrame close() {
    return new SessionFrame(Type.CLOSE, 0, 0, 0, 0, NONE);
  }

  static SessionFrame ping() {
    return new SessionFrame(Type.PING, 0, 0, 0, 0, NONE);
  }

  byte[] encode() {
    return ByteWriter.ofSize(SIZE)
        .u8(type.code)
        .u8(0)
        .u16(data.length)
        .u64(number)
        .u32(total)
        .u32(offset)
        .u32(inReplyTo)
        .bytes(data)
        .padTo(SIZE)
        .toByteArray();
  }

  /** The frame in 493 bytes, or nothing when a field or the padding is not as it must be. */
  static Optional<SessionFrame> decode(byte[] plaintext) {
    ByteReader in = new ByteReader(plaintext);
    Optional<Type> type = Type.of(in.u8());
    in.zeros(1);
    int length = in.u16();
    long number = in.u64();
    long total = in.u32();
    long offset = in.u32();
    long inReplyTo = in.u32();
    if (length > DATA_SIZE) {
      return Optional.empty();
    }
    byte[] data = in.bytes(length);
    in.zeros(DATA_SIZE - length);
    if (!in.done() || type.isEmpty() || number < 0) {
      return Optional.empty();
    }
    if (total > Integer.MAX_VALUE || offset > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    SessionFrame frame =
        new SessionFrame(type.get(), number, (int) total, (int) offset, inReplyTo, data);
    return frame.plausible() ? Optional.of(frame) : Optional.empty();
  }

  /** Whether only the fields that its type has are set. */
  private boolean plausible() {
    boolean bare = total == 0 && offset == 0 && inReplyTo == 0 && data.length == 0;
    return switch (type) {
      case DATA -> number > 0;
      case ACK -> number > 0 && bare;
      case CLOSE, PING -> number == 0 && bare;
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SessionFrame that
        && type == that.type
        && number == that.number
        && total == that.total
        && offset == that.offset
        && inReplyTo == that.inReplyTo
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data) + Long.hashCode(number);
  }

  /** Type and number only: the data is the message. */
  @Override
  public String toString() {
    return "SessionFrame[" + type + ", " + number + "]";
  }
}
