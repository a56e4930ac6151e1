package io.whisper.onion.cell;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A cell: 514 bytes, the one unit that links carry (docs/protocol.md, section 4).
 *
 * <pre>circuit id 4 | command 1 | body 509</pre>
 *
 * <p>A cell is a window on an array and is changed in place as it crosses a relay, so that the path
 * of a cell allocates nothing but the array itself. Not safe for use by several threads at once.
 */
public final class Cell {

  /** Bytes of a cell on the wire. */
  public static final int SIZE = 514;

  /** Where the body begins. */
  public static final int BODY_OFFSET = 5;

  /** Bytes of a body. */
  public static final int BODY_SIZE = SIZE - BODY_OFFSET;

  /** Bytes of the tag with which the body of a relay cell begins. */
  public static final int TAG_SIZE = 16;

  /** Where the payload of a relay cell begins, behind the tag. */
  public static final int PAYLOAD_OFFSET = BODY_OFFSET + TAG_SIZE;

  /** Bytes of the payload of a relay cell. */
  public static final int PAYLOAD_SIZE = BODY_SIZE - TAG_SIZE;

  /** The bit of a circuit id that is set by the side that dialled the link. */
  public static final int DIALLER_BIT = 0x80000000;

  private static final int COMMAND_OFFSET = 4;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] array;

  private Cell(byte[] array) {
    this.array = array;
  }

  /** A new cell with a body of zeros. */
  public static Cell of(int circuitId, CellCommand command) {
    Cell cell = new Cell(new byte[SIZE]);
    cell.circuitId(circuitId);
    cell.command(command);
    return cell;
  }

  /**
   * The cell in this array, which is not copied.
   *
   * @throws IllegalArgumentException when the array is not 514 bytes long
   */
  public static Cell wrap(byte[] array) {
    if (array.length != SIZE) {
      throw new IllegalArgumentException(
          "a cell is " + SIZE + " bytes, this array has " + array.length);
    }
    return new Cell(array);
  }

  /** The array behind the cell: not a copy. */
  public byte[] array() {
    return array;
  }

  /** The circuit id; 0 belongs to the link. */
  public int circuitId() {
    return (int) INT.get(array, 0);
  }

  /** Sets the circuit id. */
  public void circuitId(int circuitId) {
    INT.set(array, 0, circuitId);
  }

  /** The command byte, 0 to 255. */
  public int commandCode() {
    return array[COMMAND_OFFSET] & 0xff;
  }

  /** The command, or null when this version does not know the byte. */
  public @Nullable CellCommand command() {
    return CellCommand.of(commandCode());
  }

  /** Sets the command. */
  public void command(CellCommand command) {
    array[COMMAND_OFFSET] = (byte) command.code();
  }

  /**
   * Whether the circuit id fits the command: 0 for commands of the link and not 0 for all others. A
   * cell for which this is false is malformed and ends its link. Unknown commands fit any id.
   */
  public boolean wellFormed() {
    CellCommand command = command();
    return command == null || command.ofLink() == (circuitId() == 0);
  }

  /** Command and circuit only: the body may be secret. */
  @Override
  public String toString() {
    CellCommand command = command();
    return "Cell[" + (command == null ? "command " + commandCode() : command) + "]";
  }
}
