package io.whisper.rendezvous.overlay;

import java.security.SecureRandom;
import java.time.Duration;

/**
 * How long to wait before something is tried again: each time up to twice as long as before, and
 * never the same for two endpoints. Not thread-safe.
 */
public final class Pause {
  private final SecureRandom random;
  private final Duration first;
  private final Duration longest;
  private Duration most;

  /** Waits that grow from {@code first} to {@code longest}. */
  public Pause(SecureRandom random, Duration first, Duration longest) {
    this.random = random;
    this.first = first;
    this.longest = longest;
    this.most = first;
  }

  /** Half of the longest wait that is due, and a random part of the other half. */
  public Duration next() {
    long millis = most.toMillis();
    Duration twice = most.multipliedBy(2);
    most = twice.compareTo(longest) > 0 ? longest : twice;
    return from(random, Duration.ofMillis(millis / 2));
  }

  /** A wait of {@code least} to twice as long, so that no rhythm shows who waits. */
  public static Duration from(SecureRandom random, Duration least) {
    long millis = least.toMillis();
    return Duration.ofMillis(millis + random.nextLong(millis + 1));
  }

  /** It worked: the next wait is a short one again. */
  public void reset() {
    most = first;
  }
}
