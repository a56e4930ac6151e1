package io.whisper.rendezvous.reception;

import io.whisper.core.state.StateStore;
import io.whisper.core.time.Cancellable;
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
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The introduction points of a recipient: as many as it wants, each replaced when it is used up or
 * lost, the same ones again after a restart. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class PointSet {
  private static final Duration CHECK = Duration.ofMinutes(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

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
  private final List<PointPlace> places = new ArrayList<>();
  private final FromPlaces fromPlaces = new FromPlaces();
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
    loaded.forEach(key -> places.add(place(key)));
    // One whose relay is gone is given up at once.
    List.copyOf(places).forEach(PointPlace::establish);
    check();
  }

  private PointPlace place(PointKey key) {
    return new PointPlace(overlay, hops, pause, key, fromPlaces);
  }

  /** The points as a presence should name them. */
  List<PresencePoint> points() {
    List<PresencePoint> serving = points(false);
    return serving.isEmpty() ? points(true) : serving;
  }

  private List<PresencePoint> points(boolean retiring) {
    return places.stream()
        .filter(place -> place.established() && place.retiring() == retiring)
        .map(place -> place.key().point())
        .toList();
  }

  /** Tries at once again what waits to be tried: the network is there again, or another one. */
  void hurry() {
    pause.reset();
    List.copyOf(places).forEach(PointPlace::hurry);
    if (refill != null) {
      refill.cancel();
      refill = null;
      fill();
    }
  }

  void close() {
    closed = true;
    places.forEach(PointPlace::end);
    places.clear();
    kept.close();
  }

  /** Looks now and then whether a point is used up. */
  private void check() {
    if (closed) {
      return;
    }
    places.forEach(PointPlace::retireIfUsedUp);
    fill();
    overlay.time().after(CHECK, this::check);
  }

  private void fill() {
    long active = places.stream().filter(place -> !place.retiring()).count();
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
    return RelayDraw.introductionPoint(overlay, relay -> !serves(relay)).orElse(null);
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
                PointPlace place = place(key);
                places.add(place);
                place.establish();
              }
            });
  }

  private boolean serves(RelayEntry relay) {
    return places.stream().anyMatch(place -> place.key().point().relay().equals(relay.identity()));
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
        kept.write(places.stream().filter(PointPlace::established).map(PointPlace::key).toList());
    List<PresencePoint> now = points();
    if (!now.equals(told)) {
      told = now;
      events.onChanged(now);
    }
    return written;
  }

  /** What follows on what happens at one place. */
  private final class FromPlaces implements PointPlace.Owner {
    @Override
    public void onEstablished(PointPlace place) {
      changed();
      if (allLost) {
        allLost = false;
        events.onReturned();
      }
    }

    @Override
    public void onLost(PointPlace place) {
      allLost |= places.stream().noneMatch(PointPlace::present);
    }

    @Override
    public void onGone(PointPlace place) {
      if (places.remove(place)) {
        place.end();
        // Only then: a key that is read after a crash must know what was opened under it.
        changed().thenCompose(written -> overlay.reactor().compute(() -> forget(place.key())));
        fillLater();
      }
    }

    private PointKey forget(PointKey key) {
      key.opened().delete();
      return key;
    }

    @Override
    public void onIntroduction(
        PointPlace place, IntroductionPoint at, long number, Introduction introduction) {
      events.onIntroduction(place.key(), at, number, introduction);
      if (place.retireIfUsedUp()) {
        fill();
      }
    }
  }
}
