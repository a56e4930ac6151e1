package io.whisper.onion.directory;

import java.time.Instant;

/**
 * The stretch of time that blinded keys, tags and shared random values belong to.
 *
 * @param number periods since 1970, 0 and up
 * @param minutes the length of each
 */
public record TimePeriod(long number, int minutes) implements Comparable<TimePeriod> {
  /** Refuses negative numbers and lengths under a minute. */
  public TimePeriod {
    if (number < 0 || minutes < 1) {
      throw new IllegalArgumentException(
          "period " + number + " of " + minutes + " minutes; accepted is 0 and up, of 1 and up");
    }
  }

  /** The period in which {@code moment} lies, where periods are {@code minutes} long. */
  public static TimePeriod at(Instant moment, int minutes) {
    return new TimePeriod(Math.floorDiv(moment.getEpochSecond(), 60L * minutes), minutes);
  }

  /** Its first moment. */
  public Instant start() {
    return Instant.ofEpochSecond(number * 60 * minutes);
  }

  /** The first moment after it. */
  public Instant end() {
    return next().start();
  }

  /** Whether {@code moment} lies in its first half, in which shared random values are begun. */
  public boolean isFirstHalf(Instant moment) {
    return 2 * (moment.getEpochSecond() - start().getEpochSecond()) < 60L * minutes;
  }

  /** The period after it. */
  public TimePeriod next() {
    return new TimePeriod(number + 1, minutes);
  }

  /** The period before it; the first has none before and answers itself. */
  public TimePeriod previous() {
    return new TimePeriod(Math.max(0, number - 1), minutes);
  }

  @Override
  public int compareTo(TimePeriod other) {
    return start().compareTo(other.start());
  }
}
