package io.whisper.onion.cell;

import java.util.Arrays;

/**
 * A message between a client and one hop of its circuit (docs/protocol.md, section 4.3).
 *
 * <pre>command 1 | length 2 | data</pre>
 *
 * @param command 1 to 255, see {@link RelayCommand}
 * @param data up to 65,535 bytes, copied in and out
 */
@SuppressWarnings("ArrayRecordComponent") // Copied in and out, and equal by content.
public record RelayMessage(int command, byte[] data) {

  /** The longest data in bytes. */
  public static final int MAX_LENGTH = 0xffff;

  /** Bytes of data in the first cell of a message; 493 in each further one. */
  public static final int FIRST_LENGTH = Cell.PAYLOAD_SIZE - 3;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException when the command is not 1 to 255 or the data is too long
   */
  public RelayMessage {
    if (command < 1 || command > 255) {
      throw new IllegalArgumentException("relay command " + command + ", expected 1 to 255");
    }
    if (data.length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "relay message of " + data.length + " bytes, expected 0 to " + MAX_LENGTH);
    }
    data = data.clone();
  }

  /** A copy of the data. */
  @Override
  public byte[] data() {
    return data.clone();
  }

  /** Bytes of data. */
  public int length() {
    return data.length;
  }

  /** How many cells the message takes. */
  public int cells() {
    return cells(data.length);
  }

  /** How many cells a message with this many bytes of data takes. */
  public static int cells(int length) {
    return 1 + Math.max(0, length - FIRST_LENGTH + Cell.PAYLOAD_SIZE - 1) / Cell.PAYLOAD_SIZE;
  }

  /** Copies a part of the data, for the writer. */
  void copy(int from, byte[] target, int offset, int length) {
    System.arraycopy(data, from, target, offset, length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RelayMessage that
        && command == that.command
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * command + Arrays.hashCode(data);
  }

  /** Command and length only: the data may be secret. */
  @Override
  public String toString() {
    return "RelayMessage[" + command + ", " + data.length + " bytes]";
  }
}
