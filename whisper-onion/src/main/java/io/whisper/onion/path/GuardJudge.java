package io.whisper.onion.path;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who says that a guard fails far more circuits than the others and is to be dropped, one a week at
 * most. Confined to {@link Guards}.
 */
final class GuardJudge {
  private static final Duration BETWEEN_DROPS = Duration.ofDays(7);

  /** Circuits after which the shares of a guard, and of all others, say something. */
  private static final int JUDGED_FROM = 30;

  private static final int OTHERS_JUDGED_FROM = 10;
  private static final double OTHERS_SUCCEED = 0.6;

  private @Nullable Instant lastDrop;

  /** A judge who dropped a guard last at that moment; null when there was none. */
  GuardJudge(@Nullable Instant lastDrop) {
    this.lastDrop = lastDrop;
  }

  @Nullable Instant lastDrop() {
    return lastDrop;
  }

  /** Drops {@code guard} when it fails far more than {@code all} others; says whether it did. */
  boolean drop(Guard guard, List<Guard> all, Instant now) {
    if (guard.dropped || !mayDrop(now) || !failsAbnormally(guard, all)) {
      return false;
    }
    guard.dropped = true;
    lastDrop = now;
    return true;
  }

  private boolean mayDrop(Instant now) {
    return lastDrop == null || !now.isBefore(lastDrop.plus(BETWEEN_DROPS));
  }

  private static boolean failsAbnormally(Guard guard, List<Guard> all) {
    if (guard.attempts < JUDGED_FROM) {
      return false;
    }
    int attempts = 0;
    int failures = 0;
    for (Guard other : all) {
      if (other != guard && !other.dropped) {
        attempts += other.attempts;
        failures += other.failures;
      }
    }
    if (attempts < OTHERS_JUDGED_FROM) {
      return false;
    }
    double others = 1 - (double) failures / attempts;
    double own = 1 - (double) guard.failures / guard.attempts;
    return others >= OTHERS_SUCCEED && own < others / 2;
  }
}
