package io.whisper.onion.relay;

import io.whisper.core.limit.Rate;
import io.whisper.core.limit.TokenBucket;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.link.Link;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The bandwidth of a relay: what it reads from all its links together is bounded by a rate and a
 * burst.
 *
 * <p>Over the bound it stops reading, so that the neighbours have to wait; it drops nothing.
 */
final class Traffic {

  /** Links are not stopped and started more often than this. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final RunningRelay relay;
  private final @Nullable TokenBucket bucket;
  private @Nullable Cancellable resuming;

  Traffic(RunningRelay relay) {
    this.relay = relay;
    RelaySettings settings = relay.settings();
    this.bucket =
        settings.rate() == 0
            ? null
            : new TokenBucket(new Rate(settings.rate(), settings.burst()), relay.time());
  }

  /** Accounts for bytes that were read. */
  void took(int bytes) {
    if (bucket != null && !bucket.spend(bytes) && resuming == null) {
      relay.counters().paused.set(1);
      relay.links().each(link -> link.reading(false));
      resumeLater(bucket);
    }
  }

  private void resumeLater(TokenBucket debts) {
    Duration wait = debts.untilFilled();
    resuming = relay.time().after(wait.compareTo(PAUSE) > 0 ? wait : PAUSE, () -> resume(debts));
  }

  private void resume(TokenBucket debts) {
    if (debts.untilFilled().isZero()) {
      resuming = null;
      relay.counters().paused.set(0);
      relay.links().each(link -> link.reading(true));
    } else {
      resumeLater(debts);
    }
  }

  /** Takes in a new link. */
  void admit(Link link) {
    if (resuming != null) {
      link.reading(false);
    }
  }

  void close() {
    if (resuming != null) {
      resuming.cancel();
    }
  }
}
