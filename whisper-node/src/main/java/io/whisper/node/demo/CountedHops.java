package io.whisper.node.demo;

/**
 * How many hops a message went, by the cells that relays passed on toward the ends of circuits.
 *
 * <p>A message inside an introduction is 6 cells at each intermediary of the sender's circuit, and
 * its answer 3 cells at each of the 3 intermediaries of the recipient's. A cell or two of somebody
 * who asks for a consensus meanwhile do not change the result.
 */
final class CountedHops {
  private static final int INTRODUCE_CELLS = 6;
  private static final int ANSWER_CELLS = 3;
  private static final int RECIPIENT_HOPS = 3;

  private CountedHops() {}

  /** The hops that so many cells come nearest to. */
  static int of(long outwardCells) {
    return (int)
        Math.round((outwardCells - ANSWER_CELLS * RECIPIENT_HOPS) / (double) INTRODUCE_CELLS);
  }
}
