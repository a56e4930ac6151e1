package io.whisper.rendezvous.reception;

import io.whisper.core.state.StateStore;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.circuit.CircuitException;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.descriptor.PresencePoint;
import io.whisper.rendezvous.introduction.Introduction;
import io.whisper.rendezvous.introduction.IntroductionPoint;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.overlay.RelayDraw;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The introduction points of a recipient: as many as it wants, each replaced when it is used up or
 * lost, the same ones again after a restart. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class PointSet {
  private static final Logger LOG = LoggerFactory.getLogger(PointSet.class);

  /** How long a replaced point still serves those who read the presence before. */
  private static final Duration OVERLAP = Duration.ofHours(3);

  private static final Duration CHECK = Duration.ofMinutes(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** How often a relay is tried before another takes its place. */
  private static final int TRIES = 2;

  /** What the points bring. */
  interface Events {
    void onIntroduction(PointKey key, IntroductionPoint point, long number, Introduction data);

    /** Other points serve now. */
    void onChanged(List<PresencePoint> points);

    /** All points were lost, and one of them is there again. */
    void onReturned();
  }

  private final Overlay overlay;
  private final StateStore state;
  private final KeptPoints kept;
  private final int wanted;
  private final int hops;
  private final Events events;
  private final Pause pause;
  private final List<Slot> slots = new ArrayList<>();
  private List<PresencePoint> told = List.of();
  private @Nullable Cancellable refill;
  private int creating;
  private boolean allLost;
  private boolean closed;

  PointSet(Overlay overlay, StateStore state, int wanted, int hops, Events events) {
    this.overlay = overlay;
    this.state = state;
    this.kept = new KeptPoints(overlay.reactor(), state);
    this.wanted = wanted;
    this.hops = hops;
    this.events = events;
    this.pause = new Pause(overlay.random(), FIRST_PAUSE, LONGEST_PAUSE);
  }

  /** Reads the keys kept on disk; may block, and is called before anything else. */
  List<PointKey> load() {
    return kept.load(overlay.time().now());
  }

  void start(List<PointKey> loaded) {
    loaded.forEach(key -> slots.add(new Slot(key)));
    slots.forEach(Slot::establish);
    check();
  }

  /** The points as a presence should name them. */
  List<PresencePoint> points() {
    List<PresencePoint> serving = points(false);
    return serving.isEmpty() ? points(true) : serving;
  }

  private List<PresencePoint> points(boolean retiring) {
    return slots.stream()
        .filter(slot -> slot.serves && slot.retiring == retiring)
        .map(slot -> slot.key.point())
        .toList();
  }

  /** Tries at once again what waits to be tried: the network is there again, or another one. */
  void hurry() {
    pause.reset();
    List.copyOf(slots).forEach(Slot::hurry);
    if (refill != null) {
      refill.cancel();
      refill = null;
      fill();
    }
  }

  void close() {
    closed = true;
    slots.forEach(Slot::end);
    slots.clear();
    kept.close();
  }

  /** Looks now and then whether a point is used up. */
  private void check() {
    if (closed) {
      return;
    }
    for (Slot slot : List.copyOf(slots)) {
      if (!slot.retiring && slot.key.over(overlay.time().now())) {
        slot.retire();
      }
    }
    fill();
    overlay.time().after(CHECK, this::check);
  }

  private void fill() {
    long active = slots.stream().filter(slot -> !slot.retiring).count();
    for (long missing = wanted - active - creating; missing > 0 && !closed; missing--) {
      RelayEntry relay = draw();
      if (relay == null) {
        fillLater();
        return;
      }
      create(relay);
    }
  }

  private @Nullable RelayEntry draw() {
    Set<?> taken = slots.stream().map(slot -> slot.key.point().relay()).collect(Collectors.toSet());
    return RelayDraw.introductionPoint(overlay, relay -> !taken.contains(relay.identity()))
        .orElse(null);
  }

  private void create(RelayEntry relay) {
    creating++;
    overlay
        .reactor()
        .compute(
            () -> PointKey.create(overlay.random(), relay.identity(), state, overlay.time().now()))
        .whenComplete(
            (key, failure) -> {
              creating--;
              if (failure != null) {
                fillLater();
              } else if (closed || serves(relay)) {
                key.wipe();
                fill();
              } else {
                Slot slot = new Slot(key);
                slots.add(slot);
                slot.establish();
              }
            });
  }

  private boolean serves(RelayEntry relay) {
    return slots.stream().anyMatch(slot -> slot.key.point().relay().equals(relay.identity()));
  }

  private void fillLater() {
    if (refill == null && !closed) {
      refill =
          overlay
              .time()
              .after(
                  pause.next(),
                  () -> {
                    refill = null;
                    fill();
                  });
    }
  }

  /**
   * Writes down the keys and tells when other points serve than before. Completes when the keys are
   * on the disk.
   */
  private CompletableFuture<Void> changed() {
    CompletableFuture<Void> written =
        kept.write(slots.stream().filter(slot -> slot.established).map(slot -> slot.key).toList());
    List<PresencePoint> now = points();
    if (!now.equals(told)) {
      told = now;
      events.onChanged(now);
    }
    return written;
  }

  /** The place of one point. */
  private final class Slot implements IntroductionPoint.Events {
    private final PointKey key;
    private @Nullable IntroductionPoint point;
    private @Nullable Cancellable waiting;
    private boolean established;
    private boolean serves;
    private boolean retiring;
    private int failures;

    Slot(PointKey key) {
      this.key = key;
    }

    void establish() {
      if (closed || !slots.contains(this)) {
        return;
      }
      RelayEntry relay = overlay.relay(key.point().relay()).orElse(null);
      if (relay == null) {
        // Without a consensus nothing is known of the relay; with one, it is gone.
        if (overlay.current().isPresent()) {
          drop();
        } else {
          later();
        }
        return;
      }
      IntroductionPoint.establish(overlay, relay, key.seed(), hops, this)
          .whenComplete((made, failure) -> tried(made, failure));
    }

    private void tried(@Nullable IntroductionPoint made, @Nullable Throwable failure) {
      if (made == null) {
        LOG.debug("an introduction point did not come about", failure);
        if (mayBeItsFault(failure)) {
          failures++;
        }
        if (failures >= TRIES) {
          drop();
        } else {
          later();
        }
      } else if (closed || !slots.contains(this)) {
        made.close();
      } else {
        point = made;
        failures = 0;
        established = true;
        serves = true;
        pause.reset();
        changed();
        if (allLost) {
          allLost = false;
          events.onReturned();
        }
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

    void hurry() {
      if (waiting != null) {
        waiting.cancel();
        waiting = null;
        establish();
      }
    }

    void retire() {
      retiring = true;
      overlay.time().after(OVERLAP, this::drop);
    }

    void drop() {
      if (slots.remove(this)) {
        end();
        // Only then: a key that is read after a crash must know what was opened under it.
        changed().thenCompose(written -> overlay.reactor().compute(this::forget));
        fillLater();
      }
    }

    private PointKey forget() {
      key.opened().delete();
      return key;
    }

    void end() {
      IntroductionPoint was = point;
      point = null;
      if (was != null) {
        was.close();
      }
      key.wipe();
    }

    @Override
    public void onIntroduction(IntroductionPoint at, long number, Introduction introduction) {
      events.onIntroduction(key, at, number, introduction);
      if (!retiring && key.over(overlay.time().now())) {
        retire();
        fill();
      }
    }

    @Override
    public void onLost(IntroductionPoint lost) {
      point = null;
      allLost |= slots.stream().allMatch(slot -> slot.point == null);
      if (!closed) {
        later();
      }
    }
  }
}
