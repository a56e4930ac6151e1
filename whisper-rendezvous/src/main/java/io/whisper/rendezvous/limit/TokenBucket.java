package io.whisper.rendezvous.limit;

import java.time.Duration;
import java.time.Instant;

/** Tokens that come back at a {@link Rate}; each thing that happens takes one. Not thread-safe. */
public final class TokenBucket {
  private static final long NANOS = 1_000_000_000L;

  private final Rate rate;

  /** In billionths of a token, so that no fraction is lost. */
  private long tokens;

  private Instant filled;

  /** A full bucket. */
  public TokenBucket(Rate rate, Instant now) {
    this.rate = rate;
    this.tokens = rate.burst() * NANOS;
    this.filled = now;
  }

  /** Takes a token, or answers false when there is none. A clock that goes back fills nothing. */
  public boolean take(Instant now) {
    fill(now);
    if (tokens < NANOS) {
      return false;
    }
    tokens -= NANOS;
    return true;
  }

  private void fill(Instant now) {
    Duration passed = Duration.between(filled, now);
    filled = now;
    if (passed.isNegative()) {
      return;
    }
    long full = rate.burst() * NANOS;
    // Beyond the time that fills it from empty, the product below could overflow.
    tokens =
        passed.toSeconds() > rate.burst()
            ? full
            : Math.min(full, tokens + passed.toNanos() * rate.perSecond());
  }
}
