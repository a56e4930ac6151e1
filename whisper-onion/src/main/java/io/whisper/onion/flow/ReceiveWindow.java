package io.whisper.onion.flow;

/**
 * How many counted cells one side of a circuit may still receive from the other, and when a CREDIT
 * is due.
 *
 * <p>A cell first arrives and is later taken, in the same order: at once where it ends, and at a
 * splice when the other circuit took it. So what waits at a splice is bounded by {@link
 * SendWindow#SIZE} in each direction.
 *
 * <p>Not thread-safe. See docs/protocol.md, section 7.2.
 */
public final class ReceiveWindow {

  private int open = SendWindow.SIZE;
  private int takenInStep;

  /**
   * Counts a cell that arrived.
   *
   * @return false when the sender had no credit for it: the circuit must end
   */
  public boolean arrived() {
    if (open == 0) {
      return false;
    }
    open--;
    return true;
  }

  /**
   * Counts the oldest cell that arrived and was not taken yet as taken.
   *
   * @return true when a CREDIT with the tag of this cell is due, and must be sent
   */
  public boolean taken() {
    if (++takenInStep < SendWindow.STEP) {
      return false;
    }
    takenInStep = 0;
    open += SendWindow.STEP;
    return true;
  }
}
