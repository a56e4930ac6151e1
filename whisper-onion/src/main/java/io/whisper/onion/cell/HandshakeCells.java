package io.whisper.onion.cell;

import java.util.ArrayList;
import java.util.List;

/**
 * A circuit handshake spread over cells: CREATE and CREATE_MORE, or CREATED and CREATED_MORE
 * (docs/protocol.md, section 4).
 *
 * <pre>
 * first cell   length 2 | 507 bytes of the handshake
 * more cells   509 bytes of the handshake each; zeros behind its end
 * </pre>
 *
 * <p>An instance puts one handshake together again, from cells of one circuit in their order. Not
 * safe for use by several threads at once.
 */
public final class HandshakeCells {

  /** The longest handshake in bytes: three cells. */
  public static final int MAX_LENGTH = 1500;

  private static final int FIRST = Cell.BODY_SIZE - 2;

  private final CellCommand first;
  private final CellCommand more;
  private byte[] handshake = new byte[0];
  private int filled = -1;
  private boolean refused;

  /**
   * A reader of handshakes that begin with this command.
   *
   * @throws IllegalArgumentException when the command is neither CREATE nor CREATED
   */
  public HandshakeCells(CellCommand first) {
    this.first = first;
    this.more = continuation(first);
  }

  private static CellCommand continuation(CellCommand first) {
    if (first == CellCommand.CREATE) {
      return CellCommand.CREATE_MORE;
    }
    if (first == CellCommand.CREATED) {
      return CellCommand.CREATED_MORE;
    }
    throw new IllegalArgumentException("command " + first + ", expected CREATE or CREATED");
  }

  /**
   * Spreads a handshake over one to three cells.
   *
   * @throws IllegalArgumentException when the handshake is empty or longer than 1,500 bytes, or the
   *     command is neither CREATE nor CREATED
   */
  public static List<Cell> split(int circuitId, CellCommand first, byte[] handshake) {
    CellCommand more = continuation(first);
    int length = handshake.length;
    if (length < 1 || length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "handshake of " + length + " bytes, expected 1 to " + MAX_LENGTH);
    }
    List<Cell> cells = new ArrayList<>(3);
    Cell cell = Cell.of(circuitId, first);
    cell.array()[Cell.BODY_OFFSET] = (byte) (length >>> 8);
    cell.array()[Cell.BODY_OFFSET + 1] = (byte) length;
    int done = Math.min(FIRST, length);
    System.arraycopy(handshake, 0, cell.array(), Cell.BODY_OFFSET + 2, done);
    cells.add(cell);
    while (done < length) {
      cell = Cell.of(circuitId, more);
      int part = Math.min(Cell.BODY_SIZE, length - done);
      System.arraycopy(handshake, done, cell.array(), Cell.BODY_OFFSET, part);
      cells.add(cell);
      done += part;
    }
    return cells;
  }

  /**
   * Takes the next cell of the circuit. Returns whether the cell was expected and well-formed; once
   * one was not, nothing is taken any more and the circuit is to be destroyed.
   */
  public boolean accept(Cell cell) {
    refused = refused || complete() || !take(cell);
    return !refused;
  }

  private boolean take(Cell cell) {
    byte[] array = cell.array();
    int from = Cell.BODY_OFFSET;
    if (filled < 0) {
      int length = (array[from] & 0xff) << 8 | (array[from + 1] & 0xff);
      if (cell.command() != first || length < 1 || length > MAX_LENGTH) {
        return false;
      }
      handshake = new byte[length];
      filled = 0;
      from += 2;
    } else if (cell.command() != more) {
      return false;
    }
    int part = Math.min(Cell.SIZE - from, handshake.length - filled);
    System.arraycopy(array, from, handshake, filled, part);
    filled += part;
    return Zeros.fill(array, from + part);
  }

  /** Whether the whole handshake is here. */
  public boolean complete() {
    return !refused && filled == handshake.length;
  }

  /**
   * The handshake: the reader's own array.
   *
   * @throws IllegalStateException when it is not complete
   */
  public byte[] handshake() {
    if (!complete()) {
      throw new IllegalStateException("the handshake is not complete");
    }
    return handshake;
  }
}
