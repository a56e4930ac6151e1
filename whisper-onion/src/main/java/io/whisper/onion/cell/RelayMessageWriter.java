package io.whisper.onion.cell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Spreads one relay message over the payloads of relay cells (docs/protocol.md, section 4.3).
 *
 * <pre>
 * first payload    command 1 | length 2 | 490 bytes of data
 * more payloads    493 bytes of data each; zeros behind its end
 * </pre>
 *
 * <p>No other message to the same hop may come between the cells of one. Not safe for use by
 * several threads at once.
 */
public final class RelayMessageWriter {

  private final RelayMessage message;
  private int written = -1;

  /** A writer of this message. */
  public RelayMessageWriter(RelayMessage message) {
    this.message = message;
  }

  /** Whether payloads are left to write. */
  public boolean hasNext() {
    return written < message.length();
  }

  /**
   * Writes the next payload of 493 bytes behind the tag of this cell, whose other bytes stay.
   *
   * @throws IllegalStateException when the message is written
   */
  public void next(Cell cell) {
    next(cell.array(), Cell.PAYLOAD_OFFSET);
  }

  /**
   * Writes the next 493 bytes at this place.
   *
   * @throws IllegalStateException when the message is written
   */
  public void next(byte[] array, int offset) {
    if (!hasNext()) {
      throw new IllegalStateException("the message is written");
    }
    int at = offset;
    if (written < 0) {
      array[at++] = (byte) message.command();
      array[at++] = (byte) (message.length() >>> 8);
      array[at++] = (byte) message.length();
      written = 0;
    }
    int end = offset + Cell.PAYLOAD_SIZE;
    int part = Math.min(end - at, message.length() - written);
    message.copy(written, array, at, part);
    written += part;
    Arrays.fill(array, at + part, end, (byte) 0);
  }

  /** All cells of a message, still in the clear. */
  public static List<Cell> cells(int circuitId, CellCommand command, RelayMessage message) {
    RelayMessageWriter writer = new RelayMessageWriter(message);
    List<Cell> cells = new ArrayList<>(message.cells());
    while (writer.hasNext()) {
      Cell cell = Cell.of(circuitId, command);
      writer.next(cell);
      cells.add(cell);
    }
    return cells;
  }
}
