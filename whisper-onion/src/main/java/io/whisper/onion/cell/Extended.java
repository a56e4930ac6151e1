package io.whisper.onion.cell;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import java.util.Arrays;
import java.util.Optional;

/**
 * The data of an EXTENDED message: what the new hop answered (docs/protocol.md, section 7.1).
 *
 * <pre>handshake length 2 | handshake</pre>
 *
 * @param handshake the content of the new hop's CREATED, 1 to 1,500 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Copied in and out, and equal by content.
public record Extended(byte[] handshake) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException when the handshake has no fitting length
   */
  public Extended {
    checkLength(handshake);
    handshake = handshake.clone();
  }

  /** A copy of the handshake. */
  @Override
  public byte[] handshake() {
    return handshake.clone();
  }

  /** The data of the message. */
  public byte[] encode() {
    return ByteWriter.ofSize(2 + handshake.length)
        .u16(handshake.length)
        .bytes(handshake)
        .toByteArray();
  }

  /** The message with this data; empty when it is malformed. */
  public static Optional<Extended> decode(byte[] data) {
    return handshake(new ByteReader(data)).map(Extended::new);
  }

  /** Reads a handshake with its length, which must be the last that is left. */
  static Optional<byte[]> handshake(ByteReader in) {
    int length = in.u16();
    if (length < 1 || length > HandshakeCells.MAX_LENGTH || length != in.remaining()) {
      return Optional.empty();
    }
    byte[] handshake = in.bytes(length);
    return in.done() ? Optional.of(handshake) : Optional.empty();
  }

  static void checkLength(byte[] handshake) {
    if (handshake.length < 1 || handshake.length > HandshakeCells.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "handshake of "
              + handshake.length
              + " bytes, expected 1 to "
              + HandshakeCells.MAX_LENGTH);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Extended that && Arrays.equals(handshake, that.handshake);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(handshake);
  }

  /** The type only. */
  @Override
  public String toString() {
    return "Extended";
  }
}
