package io.whisper.rendezvous.point;

import io.whisper.core.limit.Rate;
import java.time.Duration;

/**
 * The bounds of a {@link RendezvousService}.
 *
 * @param waiting how many initiators may wait at the relay, 1 to 1,000,000
 * @param perLink requests taken from one link, whatever their circuit
 * @param patience how long an initiator may wait, 1 second to 1 hour
 */
public record RendezvousLimits(int waiting, Rate perLink, Duration patience) {

  /** Checks the ranges. */
  public RendezvousLimits {
    if (waiting < 1 || waiting > 1_000_000) {
      throw new IllegalArgumentException("waiting is " + waiting + ", expected 1 to 1000000");
    }
    if (patience.compareTo(Duration.ofSeconds(1)) < 0
        || patience.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(
          "patience is " + patience + ", expected 1 second to 1 hour");
    }
  }

  /** 16,384 initiators for up to a minute; 200 requests a second from a link, 2,000 at once. */
  public static RendezvousLimits defaults() {
    return new RendezvousLimits(16_384, new Rate(200, 2000), Duration.ofMinutes(1));
  }
}
