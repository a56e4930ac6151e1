package io.whisper.onion.path;

import io.whisper.core.bytes.Bytes32;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint remembers of one relay that it sampled as a guard. Confined to {@link Guards}.
 */
final class Guard {
  /** Counts are halved here, so that what a guard did long ago weighs little. */
  private static final int COUNTED = 300;

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
  @Nullable Instant downUntil;

  /** Links to it that failed in a row. */
  int linkFailures;

  /** Whether nothing spoke for the network being up when its link failed. */
  boolean perhapsOutage;

  @Nullable Instant lastReached;

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
