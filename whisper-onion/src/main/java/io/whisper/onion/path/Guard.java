package io.whisper.onion.path;

import io.whisper.core.bytes.Bytes32;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint remembers of one relay that it sampled as a guard. Confined to {@link Guards}.
 */
final class Guard {
  /** Counts are halved here, so that what a guard did long ago weighs little. */
  private static final int COUNTED = 300;

  private static final Duration RETRY_LEAST = Duration.ofSeconds(30);
  private static final Duration RETRY_MOST = Duration.ofMinutes(30);

  /** How long another guard in use is preferred to one that may be gone. */
  private static final Duration DOUBT = Duration.ofSeconds(10);

  final Bytes32 identity;
  final Instant expires;

  /** Since when no consensus lists it as a guard; null while one does. */
  @Nullable Instant unlistedSince;

  /** Given up for failing too many circuits; remembered so that it is not sampled again. */
  boolean dropped;

  int attempts;
  int failures;

  // What follows is not kept on disk: a start is a good moment to try everybody again.

  /** Not to be dialled before; null while its link works or was never tried. */
  private @Nullable Instant downUntil;

  /** Links to it that failed in a row. */
  private int linkFailures;

  /** Whether nothing spoke for the network being up when its link failed. */
  private boolean perhapsOutage;

  private @Nullable Instant lastReached;

  /** Until when others are preferred to it; null while nothing speaks against it. */
  private @Nullable Instant doubtedUntil;

  Guard(Bytes32 identity, Instant expires) {
    this.identity = identity;
    this.expires = expires;
  }

  boolean down(Instant now) {
    return downUntil != null && now.isBefore(downUntil);
  }

  boolean reachedSince(Instant moment) {
    return lastReached != null && lastReached.isAfter(moment);
  }

  /** It answered: a link to it is ready, or a circuit was built through it. */
  void answered(Instant now) {
    lastReached = now;
  }

  /** Its link broke, or it says nothing on it: it may be gone. */
  void doubt(Instant now) {
    doubtedUntil = now.plus(DOUBT);
  }

  boolean doubted(Instant now) {
    return doubtedUntil != null && now.isBefore(doubtedUntil);
  }

  /** A circuit through it stands. */
  void trusted() {
    doubtedUntil = null;
  }

  /** A link to it is ready. */
  void linked(Instant now) {
    downUntil = null;
    linkFailures = 0;
    answered(now);
  }

  /**
   * No link to it could be made: it is dialled again after a while, a longer one each time.
   *
   * @param outage whether nothing speaks for the network being up
   */
  void failed(Instant now, boolean outage) {
    perhapsOutage = outage;
    Duration wait = RETRY_LEAST.multipliedBy(1L << Math.min(linkFailures++, 10));
    downUntil = now.plus(wait.compareTo(RETRY_MOST) < 0 ? wait : RETRY_MOST);
  }

  /** Somebody answered: what failed while nobody did failed, by all we know, for want of that. */
  void networkIsUp() {
    if (perhapsOutage) {
      perhapsOutage = false;
      downUntil = null;
    }
  }

  void count(boolean success) {
    attempts++;
    if (!success) {
      failures++;
    }
    if (attempts >= COUNTED) {
      attempts /= 2;
      failures /= 2;
    }
  }
}
