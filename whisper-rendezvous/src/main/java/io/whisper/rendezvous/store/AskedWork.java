package io.whisper.rendezvous.store;

import java.time.Duration;
import java.time.Instant;

/**
 * The work that a store asks for now: what the network asks for, doubled for each step of load
 * (docs/protocol.md, "Load"). Thread-safe.
 */
final class AskedWork {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final int MAX_STEPS = 10;

  /** From 90 in 100 a step for every 2 in 100, counted in thousandths. */
  private static final int HIGH = 900;

  private static final int STEP = 20;

  private final long putsPerWindow;
  private Instant windowEnd = Instant.MIN;
  private long puts;
  private int rateSteps;
  private int filled;

  /** Asks for more where more than {@code putsPerSecond} envelopes come for a while. */
  AskedWork(int putsPerSecond) {
    this.putsPerWindow = putsPerSecond * WINDOW.toSeconds();
  }

  /** An envelope was put and held. */
  synchronized void stored(Instant now) {
    roll(now);
    puts++;
  }

  /** The part of its quota that the store has filled. */
  synchronized void filled(double part) {
    filled = (int) Math.round(1000 * part);
  }

  /** What is asked for where the network asks for {@code minimum}. */
  synchronized long effort(long minimum, Instant now) {
    roll(now);
    int quotaSteps = filled < HIGH ? 0 : 1 + (filled - HIGH) / STEP;
    return minimum << Math.min(MAX_STEPS, rateSteps + quotaSteps);
  }

  private void roll(Instant now) {
    if (now.isBefore(windowEnd)) {
      return;
    }
    if (puts > putsPerWindow) {
      rateSteps = Math.min(MAX_STEPS, rateSteps + 1);
    } else if (puts <= putsPerWindow / 2) {
      Duration since =
          windowEnd.equals(Instant.MIN) ? Duration.ZERO : Duration.between(windowEnd, now);
      long quiet = 1 + since.dividedBy(WINDOW);
      rateSteps = (int) Math.max(0, rateSteps - quiet);
    }
    puts = 0;
    windowEnd = now.plus(WINDOW);
  }
}
