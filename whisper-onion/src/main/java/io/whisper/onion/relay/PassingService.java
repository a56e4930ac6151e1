package io.whisper.onion.relay;

import io.whisper.onion.cell.Cell;
import java.util.function.Consumer;

/**
 * A service that has a hand in what passes its relay on the way between others, which it cannot
 * read. No duty needs one: tests make relays of it that lose, delay, repeat or change cells.
 */
public interface PassingService extends RelayService {
  /**
   * A relay cell is to be passed on; called on the relay's loop.
   *
   * @param cell the cell, which is the callee's from now on
   * @param onward passes a cell on where this one would have gone, if its circuit stands still; may
   *     be called now or later on the loop, and any number of times
   */
  void onPassing(Cell cell, Consumer<Cell> onward);
}
