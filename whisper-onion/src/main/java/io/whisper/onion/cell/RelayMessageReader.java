package io.whisper.onion.cell;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts relay messages together from the payloads of one hop and direction, in their order
 * (docs/protocol.md, section 4.3).
 *
 * <p>The memory held is bounded by a limit for each command, and grows only with the bytes that
 * came. Malformed payloads refuse everything that follows: the circuit is to be destroyed. Not safe
 * for use by several threads at once.
 */
public final class RelayMessageReader {

  private final IntUnaryOperator limits;
  private int command;
  private int length;
  private byte @Nullable [] data;
  private int filled;
  private boolean failed;

  /** A reader with the limits of {@link RelayCommand#limit}. */
  public RelayMessageReader() {
    this(RelayCommand::limit);
  }

  /** A reader that takes at most this many bytes of data for each command. */
  public RelayMessageReader(IntUnaryOperator limits) {
    this.limits = limits;
  }

  /**
   * Takes the payload of a cell, behind its tag. Returns the message that it completes, or null:
   * then either more cells are needed or the reader has {@link #failed}.
   */
  public @Nullable RelayMessage read(Cell cell) {
    return read(cell.array(), Cell.PAYLOAD_OFFSET);
  }

  /** Takes the 493 bytes of a payload at this place, as {@link #read(Cell)} does. */
  public @Nullable RelayMessage read(byte[] array, int offset) {
    if (failed) {
      return null;
    }
    int from = offset;
    int end = offset + Cell.PAYLOAD_SIZE;
    byte[] buffer = data;
    if (buffer == null) {
      command = array[from] & 0xff;
      length = (array[from + 1] & 0xff) << 8 | (array[from + 2] & 0xff);
      if (command == 0 || length > limits.applyAsInt(command)) {
        return fail();
      }
      from += 3;
      buffer = new byte[Math.min(length, RelayMessage.FIRST_LENGTH)];
      filled = 0;
    }
    int part = Math.min(end - from, length - filled);
    if (!Zeros.fill(array, from + part, end)) {
      return fail();
    }
    if (filled + part > buffer.length) {
      // Twice as much each time: a length that is only claimed holds no memory.
      buffer = Arrays.copyOf(buffer, Math.min(length, Math.max(2 * buffer.length, filled + part)));
    }
    System.arraycopy(array, from, buffer, filled, part);
    filled += part;
    if (filled < length) {
      data = buffer;
      return null;
    }
    data = null;
    return new RelayMessage(command, buffer);
  }

  private @Nullable RelayMessage fail() {
    failed = true;
    data = null;
    return null;
  }

  /** Whether a payload was malformed or claimed a message over the limit. */
  public boolean failed() {
    return failed;
  }

  /** Whether a message has begun and is not complete. */
  public boolean partial() {
    return data != null;
  }
}
