package io.whisper.core.limit;

/**
 * How often something may happen, or how much of it.
 *
 * @param perSecond on average, 1 to 2^40
 * @param burst at once after a silence, 1 to 2^40
 */
public record Rate(long perSecond, long burst) {
  /** The greatest number of either. */
  public static final long MAX = 1L << 40;

  /** Checks the ranges. */
  public Rate {
    check("perSecond", perSecond);
    check("burst", burst);
  }

  private static void check(String name, long value) {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException(name + " is " + value + ", expected 1 to " + MAX);
    }
  }
}
