package io.whisper.onion.relay;

import io.whisper.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * A bucket of tokens that fills at a steady rate up to a bound.
 *
 * <p>Confined to one thread. A clock that jumps back adds nothing, one that jumps ahead fills it.
 */
final class TokenBucket {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final TimeSource time;
  private final long perSecond;
  private final double burst;
  private double tokens;
  private Instant filledAt;

  TokenBucket(TimeSource time, long perSecond, long burst) {
    this.time = time;
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.filledAt = time.now();
  }

  /** Takes tokens if there are as many. */
  boolean take(long count) {
    if (tokens < count) {
      fill();
    }
    if (tokens < count) {
      return false;
    }
    tokens -= count;
    return true;
  }

  /**
   * Takes tokens whether or not there are as many; what is taken too much must come in first.
   *
   * @return whether the bucket is not in debt
   */
  boolean spend(long count) {
    tokens -= count;
    if (tokens < 0) {
      fill();
    }
    return tokens >= 0;
  }

  /** How long until the bucket is out of debt; zero when it is. */
  Duration untilFilled() {
    fill();
    return tokens >= 0
        ? Duration.ZERO
        : Duration.ofNanos((long) Math.ceil(-tokens * NANOS_PER_SECOND / perSecond) + 1);
  }

  private void fill() {
    Instant now = time.now();
    Duration passed = Duration.between(filledAt, now);
    filledAt = now;
    if (!passed.isNegative()) {
      double seconds = passed.getSeconds() + passed.getNano() / (double) NANOS_PER_SECOND;
      tokens = Math.min(burst, tokens + seconds * perSecond);
    }
  }
}
