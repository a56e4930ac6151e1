package io.whisper.rendezvous.limit;

/**
 * How often something may happen.
 *
 * @param perSecond on average, 1 to 1,000,000
 * @param burst at once after a silence, 1 to 1,000,000
 */
public record Rate(int perSecond, int burst) {
  private static final int MAX = 1_000_000;

  /** Checks the ranges. */
  public Rate {
    check("perSecond", perSecond);
    check("burst", burst);
  }

  private static void check(String name, int value) {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException(name + " is " + value + ", expected 1 to " + MAX);
    }
  }
}
