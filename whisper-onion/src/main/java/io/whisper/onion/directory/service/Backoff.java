package io.whisper.onion.directory.service;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: longer after each failure, never the same for all. Not
 * thread-safe.
 */
public final class Backoff {
  private static final Duration LONGEST_FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final RandomGenerator random;
  private final Duration first;
  private final Duration last;
  private int failures;

  /** The waits of a network that votes every {@code interval}: where that is short, so are they. */
  public Backoff(RandomGenerator random, Duration interval) {
    this.random = random;
    this.first = shorter(interval.dividedBy(16), LONGEST_FIRST);
    this.last = shorter(interval.dividedBy(4), LONGEST);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** It worked: the next wait is a short one. */
  public void reset() {
    failures = 0;
  }

  /** It failed: how long to wait, between half of what it is and all of it. */
  public Duration next() {
    Duration full = shorter(first.multipliedBy(1L << Math.min(failures, 10)), last);
    failures++;
    return full.dividedBy(2).plusMillis(random.nextLong(full.toMillis() / 2 + 1));
  }
}
