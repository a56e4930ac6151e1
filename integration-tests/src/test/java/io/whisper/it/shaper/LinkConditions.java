package io.whisper.it.shaper;

import java.time.Duration;

/**
 * What a link does to the bytes of one direction.
 *
 * @param delay how long each byte is on its way at least
 * @param jitter how much longer at most; bytes never overtake each other
 * @param bytesPerSecond how many pass, 0 for no limit
 */
public record LinkConditions(Duration delay, Duration jitter, long bytesPerSecond) {
  /** A link that changes nothing. */
  public static final LinkConditions PERFECT = new LinkConditions(Duration.ZERO, Duration.ZERO, 0);

  /** Refuses what no link can do. */
  public LinkConditions {
    if (delay.isNegative() || jitter.isNegative() || bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "delay "
              + delay
              + ", jitter "
              + jitter
              + ", "
              + bytesPerSecond
              + " bytes a second: none of them may be negative");
    }
  }

  /** The same with this delay. */
  public LinkConditions withDelay(Duration value) {
    return new LinkConditions(value, jitter, bytesPerSecond);
  }

  /** The same with this jitter. */
  public LinkConditions withJitter(Duration value) {
    return new LinkConditions(delay, value, bytesPerSecond);
  }

  /** The same with this rate. */
  public LinkConditions withRate(long value) {
    return new LinkConditions(delay, jitter, value);
  }
}
