package io.whisper.it.shaper;

import java.util.Random;

/**
 * When the bytes of one direction of a link arrive: a function of when they left, of the link's
 * conditions and of a seed. It knows no clock.
 */
final class LinkSchedule {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Random random;

  /** When the last byte has left the narrow end of the link. */
  private long sentAt = Long.MIN_VALUE;

  private long arrivedAt = Long.MIN_VALUE;

  LinkSchedule(long seed) {
    this.random = new Random(seed);
  }

  /** When so many bytes that come to the link now, in nanoseconds, are at its other end. */
  long arrival(long now, int bytes, LinkConditions conditions) {
    long begin = Math.max(now, sentAt);
    long rate = conditions.bytesPerSecond();
    sentAt = rate == 0 ? begin : begin + (long) Math.ceil(bytes * NANOS_PER_SECOND / rate);
    long jitter = conditions.jitter().toNanos();
    long late = jitter == 0 ? 0 : (long) (random.nextDouble() * jitter);
    arrivedAt = Math.max(arrivedAt, sentAt + conditions.delay().toNanos() + late);
    return arrivedAt;
  }
}
