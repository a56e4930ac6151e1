package io.whisper.rendezvous.reception;

import io.whisper.core.time.Cancellable;
import io.whisper.onion.circuit.CircuitException;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.introduction.Introduction;
import io.whisper.rendezvous.introduction.IntroductionPoint;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Pause;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of one introduction point: tried until it is established, established again when it is
 * lost, retired when its key is used up. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class PointPlace implements IntroductionPoint.Events {
  private static final Logger LOG = LoggerFactory.getLogger(PointPlace.class);

  /** How long a replaced point still serves those who read the presence before. */
  private static final Duration OVERLAP = Duration.ofHours(3);

  /** How often a relay is tried before another takes its place. */
  private static final int TRIES = 2;

  /** Whose place it is. */
  interface Owner {
    void onEstablished(PointPlace place);

    /** The point serves no longer; it is established again. */
    void onLost(PointPlace place);

    /** The place is to be given up: its relay is gone, or failed too often, or it has retired. */
    void onGone(PointPlace place);

    /** An introduction came to {@code at}, which is the point of this place. */
    void onIntroduction(PointPlace place, IntroductionPoint at, long number, Introduction data);
  }

  private final Overlay overlay;
  private final int hops;
  private final Pause pause;
  private final PointKey key;
  private final Owner owner;
  private @Nullable IntroductionPoint point;
  private @Nullable Cancellable waiting;
  private boolean established;
  private boolean retiring;
  private boolean over;
  private int failures;

  /**
   * A place that is still empty.
   *
   * @param hops the intermediaries before its relay
   * @param pause how long to wait between tries, common to all places
   */
  PointPlace(Overlay overlay, int hops, Pause pause, PointKey key, Owner owner) {
    this.overlay = overlay;
    this.hops = hops;
    this.pause = pause;
    this.key = key;
    this.owner = owner;
  }

  PointKey key() {
    return key;
  }

  /** Whether a point is there now. */
  boolean present() {
    return point != null;
  }

  /** Whether a point was there once. */
  boolean established() {
    return established;
  }

  /** Whether another point takes its place. */
  boolean retiring() {
    return retiring;
  }

  /** Tries now. */
  void establish() {
    if (over) {
      return;
    }
    RelayEntry relay = overlay.relay(key.point().relay()).orElse(null);
    if (relay == null) {
      // Without a consensus nothing is known of the relay; with one, it is gone.
      if (overlay.current().isPresent()) {
        owner.onGone(this);
      } else {
        later();
      }
      return;
    }
    IntroductionPoint.establish(overlay, relay, key.seed(), hops, this).whenComplete(this::tried);
  }

  private void tried(@Nullable IntroductionPoint made, @Nullable Throwable failure) {
    if (made == null) {
      LOG.debug("an introduction point did not come about", failure);
      if (mayBeItsFault(failure)) {
        failures++;
      }
      if (failures >= TRIES) {
        owner.onGone(this);
      } else {
        later();
      }
    } else if (over) {
      made.close();
    } else {
      point = made;
      failures = 0;
      established = true;
      pause.reset();
      owner.onEstablished(this);
    }
  }

  /** Not when the way ended before it came near the relay. */
  private boolean mayBeItsFault(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (hops > 0 && cause instanceof CircuitException circuit) {
      return switch (circuit.failure()) {
        case NO_LINK, NO_CONSENSUS, BUSY, CLOSED -> false;
        case NO_PATH, TIMEOUT, REFUSED, PROTOCOL -> true;
      };
    }
    return true;
  }

  private void later() {
    waiting =
        overlay
            .time()
            .after(
                pause.next(),
                () -> {
                  waiting = null;
                  establish();
                });
  }

  /** Tries at once what waits to be tried. */
  void hurry() {
    if (waiting != null) {
      waiting.cancel();
      waiting = null;
      establish();
    }
  }

  /** Has the point serve for a while only when its key is used up; says whether that is new. */
  boolean retireIfUsedUp() {
    if (retiring || !key.over(overlay.time().now())) {
      return false;
    }
    retiring = true;
    overlay.time().after(OVERLAP, () -> owner.onGone(this));
    return true;
  }

  /** Ends the point and wipes the key. */
  void end() {
    over = true;
    IntroductionPoint was = point;
    point = null;
    if (was != null) {
      was.close();
    }
    key.wipe();
  }

  @Override
  public void onIntroduction(IntroductionPoint at, long number, Introduction introduction) {
    owner.onIntroduction(this, at, number, introduction);
  }

  @Override
  public void onLost(IntroductionPoint lost) {
    point = null;
    owner.onLost(this);
    if (!over) {
      later();
    }
  }
}
