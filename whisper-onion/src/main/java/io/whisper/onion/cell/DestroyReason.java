package io.whisper.onion.cell;

import java.util.Optional;

/**
 * Why a circuit ended: a small fixed set that names no cause closer (docs/protocol.md, section 4).
 *
 * <p>The body of a DESTROY cell is {@code reason 1 | zeros}.
 */
public enum DestroyReason {
  /** No reason is given. */
  NONE(0),
  /** The other side broke the protocol. */
  PROTOCOL(1),
  /** A bound of the relay was reached. */
  LIMIT(2),
  /** The circuit was closed because it is no longer needed. */
  CLOSED(3),
  /** Something did not come in time. */
  TIMEOUT(4),
  /** The next relay could not be reached. */
  UNREACHABLE(5);

  private final int code;

  DestroyReason(int code) {
    this.code = code;
  }

  /** The reason with this byte; {@link #NONE} for bytes that this version does not know. */
  public static DestroyReason of(int code) {
    for (DestroyReason reason : values()) {
      if (reason.code == code) {
        return reason;
      }
    }
    return NONE;
  }

  /** The byte on the wire. */
  public int code() {
    return code;
  }

  /** A DESTROY cell with this reason. */
  public Cell cell(int circuitId) {
    Cell cell = Cell.of(circuitId, CellCommand.DESTROY);
    cell.array()[Cell.BODY_OFFSET] = (byte) code;
    return cell;
  }

  /** The reason in a DESTROY cell. */
  public static DestroyReason in(Cell cell) {
    return of(cell.array()[Cell.BODY_OFFSET] & 0xff);
  }

  /** The data of a TRUNCATED relay message with this reason: one byte. */
  public byte[] encode() {
    return new byte[] {(byte) code};
  }

  /** Reads the data of a TRUNCATED relay message; empty when it is not one byte. */
  public static Optional<DestroyReason> decode(byte[] data) {
    return data.length == 1 ? Optional.of(of(data[0] & 0xff)) : Optional.empty();
  }
}
