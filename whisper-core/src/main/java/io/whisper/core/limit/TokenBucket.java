package io.whisper.core.limit;

import io.whisper.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * Tokens that come back at a {@link Rate}, up to its burst; what happens takes some.
 *
 * <p>No fraction of a token is lost, however often one asks. A clock that goes back fills nothing,
 * one that jumps ahead fills the bucket. Not thread-safe.
 */
public final class TokenBucket {
  private static final long MILLION = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  /** The deepest debt: with a burst added to it, nothing below overflows. */
  private static final long MAX_DEBT = 1L << 61;

  private final Rate rate;
  private final TimeSource time;

  /** Whole tokens; below zero where more was spent than there was. */
  private long tokens;

  /** The part of the next token that has come in: 0 to 999,999. */
  private long millionths;

  private Instant filled;

  /** A full bucket. */
  public TokenBucket(Rate rate, TimeSource time) {
    this.rate = rate;
    this.time = time;
    this.tokens = rate.burst();
    this.filled = time.now();
  }

  /**
   * Takes tokens if there are as many, or answers false and takes none.
   *
   * @param count 0 or more
   */
  public boolean take(long count) {
    check(count);
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
   * Takes tokens whether or not there are as many; what is taken too much must come in first, but
   * what would go beyond a debt of 2^61 is forgiven.
   *
   * @param count 0 or more
   * @return whether the bucket is not in debt
   */
  public boolean spend(long count) {
    check(count);
    tokens -= Math.min(count, tokens + MAX_DEBT);
    if (tokens < 0) {
      fill();
    }
    return tokens >= 0;
  }

  private static void check(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("count is " + count + ", expected 0 or more");
    }
  }

  /** How long until the bucket is out of debt; zero when it is. */
  public Duration untilFilled() {
    fill();
    if (tokens >= 0) {
      return Duration.ZERO;
    }
    long seconds = -tokens / rate.perSecond();
    long missing = -tokens % rate.perSecond() * MILLION - millionths;
    long micros = -Math.floorDiv(-missing, rate.perSecond());
    return Duration.ofSeconds(seconds).plusNanos(micros * NANOS_PER_MICRO);
  }

  private void fill() {
    Instant now = time.now();
    Duration passed = Duration.between(filled, now);
    if (passed.isNegative()) {
      filled = now;
      return;
    }
    // Longer than it takes to fill, and the products below could overflow.
    if (passed.toSeconds() > (rate.burst() - tokens) / rate.perSecond()) {
      tokens = rate.burst();
      millionths = 0;
      filled = now;
      return;
    }
    long micros = passed.toNanosPart() / NANOS_PER_MICRO;
    long parts = millionths + micros * rate.perSecond();
    tokens += passed.toSeconds() * rate.perSecond() + parts / MILLION;
    millionths = parts % MILLION;
    // What is left of a microsecond counts the next time.
    filled = filled.plusSeconds(passed.toSeconds()).plusNanos(micros * NANOS_PER_MICRO);
    if (tokens >= rate.burst()) {
      tokens = rate.burst();
      millionths = 0;
    }
  }
}
