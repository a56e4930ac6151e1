package io.whisper.onion.cell;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The data of a CREDIT message: the tag of the cell that it acknowledges (docs/protocol.md, section
 * 7.2). Who did not get the cell does not know the tag.
 *
 * @param tag 16 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Copied in and out, and equal by content.
public record Credit(byte[] tag) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException when the tag is not 16 bytes long
   */
  public Credit {
    if (tag.length != Cell.TAG_SIZE) {
      throw new IllegalArgumentException(
          "tag of " + tag.length + " bytes, expected " + Cell.TAG_SIZE);
    }
    tag = tag.clone();
  }

  /** A copy of the tag. */
  @Override
  public byte[] tag() {
    return tag.clone();
  }

  /** The data of the message. */
  public byte[] encode() {
    return tag.clone();
  }

  /** The message with this data; empty when it is malformed. */
  public static Optional<Credit> decode(byte[] data) {
    return data.length == Cell.TAG_SIZE ? Optional.of(new Credit(data)) : Optional.empty();
  }

  /** Whether the tag is this one, compared in constant time. */
  public boolean acknowledges(byte[] sent) {
    return MessageDigest.isEqual(tag, sent);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Credit that && acknowledges(that.tag);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(tag);
  }

  /** The type only: the tag is a secret of the circuit. */
  @Override
  public String toString() {
    return "Credit";
  }
}
