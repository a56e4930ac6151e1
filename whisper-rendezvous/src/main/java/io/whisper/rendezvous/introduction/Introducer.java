package io.whisper.rendezvous.introduction;

import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.descriptor.PresencePoint;
import io.whisper.rendezvous.lookup.FoundPresence;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one first contact to a recipient through one of its introduction points, the others when
 * one fails, and another beside one that takes long: a relay on the way may be frozen. It is sealed
 * anew for each; the recipient takes it once. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class Introducer {
  private static final Logger LOG = LoggerFactory.getLogger(Introducer.class);

  /**
   * After how long, and up to as long again at random, another point is tried beside one that has
   * not led to an answer yet.
   */
  private static final Duration IMPATIENCE = Duration.ofMillis(1_500);

  /** Never more than these are under way because the ones before take long. */
  private static final int MOST_AT_ONCE = 3;

  /** One way to the recipient. */
  interface Way {
    /**
     * Goes it.
     *
     * @param over completes when its answer is no longer of use
     */
    CompletableFuture<Taken> go(PresencePoint point, CompletableFuture<?> over);
  }

  private final Overlay overlay;
  private final Way way;
  private final boolean mayBeReplied;
  private final List<PresencePoint> points;
  private final Set<Cancellable> impatience = new HashSet<>();
  private int underway;
  private boolean refused;
  private final CompletableFuture<Taken> result = new CompletableFuture<>();
  private final CompletableFuture<Optional<byte[]>> reply = new CompletableFuture<>();
  private ObstacleException last =
      new ObstacleException(
          Obstacle.INTRODUCTION_REFUSED, "the consensus has none of the introduction points");

  private Introducer(Overlay overlay, List<PresencePoint> points, boolean mayBeReplied, Way way) {
    this.overlay = overlay;
    this.way = way;
    this.mayBeReplied = mayBeReplied;
    this.points = new ArrayList<>(points);
    Collections.shuffle(this.points, overlay.random());
  }

  /**
   * Introduces: completes with the recipient's own word that it took it, and fails with an {@link
   * ObstacleException} otherwise.
   *
   * @param sender who proves to the recipient that it is from it, or null for nobody
   * @param hops the lengths of the circuits, one of which is drawn for each
   * @param onAccepted told the length of the circuit when an introduction point passed it on
   */
  public static CompletableFuture<Taken> introduce(
      Overlay overlay,
      FoundPresence recipient,
      FirstContact content,
      @Nullable Identity sender,
      HopRange hops,
      IntConsumer onAccepted) {
    return introduce(
        overlay,
        recipient.presence().points().stream()
            .filter(point -> overlay.relay(point.relay()).isPresent())
            .toList(),
        content.kind() != Kind.SESSION,
        (point, over) ->
            overlay
                .relay(point.relay())
                .map(
                    relay ->
                        IntroductionAttempt.start(
                            overlay,
                            new IntroductionAttempt.Target(
                                relay, point.introductionKey(), recipient),
                            content,
                            sender,
                            hops.draw(overlay.random()),
                            onAccepted,
                            over))
                .orElseGet(
                    () ->
                        CompletableFuture.failedFuture(
                            new ObstacleException(
                                Obstacle.INTRODUCTION_REFUSED,
                                "the consensus no longer has an introduction point"))));
  }

  /**
   * Introduces on such ways.
   *
   * @param mayBeReplied whether a reply may come with the answer on one of them
   */
  static CompletableFuture<Taken> introduce(
      Overlay overlay, List<PresencePoint> points, boolean mayBeReplied, Way way) {
    Introducer introducer = new Introducer(overlay, points, mayBeReplied, way);
    introducer.tryNext();
    return introducer.result;
  }

  private void tryNext() {
    if (points.isEmpty()) {
      if (underway == 0) {
        result.completeExceptionally(last);
      }
      return;
    }
    PresencePoint point = points.remove(points.size() - 1);
    underway++;
    Cancellable timer =
        overlay.time().after(Pause.from(overlay.random(), IMPATIENCE), this::takesLong);
    impatience.add(timer);
    way.go(point, reply)
        .whenComplete(
            (taken, failure) -> {
              timer.cancel();
              impatience.remove(timer);
              underway--;
              tried(taken, failure);
            });
  }

  private void takesLong() {
    if (!result.isDone() && !refused && underway < MOST_AT_ONCE) {
      tryNext();
    }
  }

  private void tried(@Nullable Taken taken, @Nullable Throwable failure) {
    if (taken != null) {
      taken(taken);
    } else if (failure != null && !result.isDone()) {
      failed(ObstacleException.of(failure));
    }
    if (underway == 0 && result.isDone()) {
      reply.complete(Optional.empty());
    }
  }

  /**
   * The recipient replies in one answer only, the one to the introduction that it looked at first;
   * all others say that it was taken, and may be here sooner.
   */
  private void taken(Taken taken) {
    impatience.forEach(Cancellable::cancel);
    result.complete(new Taken(reply, taken.hops()));
    Optional<byte[]> given = taken.reply().getNow(Optional.empty());
    if (given.isPresent() || !mayBeReplied) {
      reply.complete(given);
    }
  }

  private void failed(ObstacleException obstacle) {
    LOG.debug("an introduction did not get through: {}", obstacle.getMessage());
    // That a point passed it on says more than that another one did not.
    if (last.obstacle() != Obstacle.NO_ANSWER && !refused) {
      last = obstacle;
    }
    if (obstacle.obstacle() == Obstacle.REFUSED) {
      last = obstacle;
      refused = true;
    }
    if (!refused) {
      tryNext();
    } else if (underway == 0) {
      // Not before: what was refused on one way may have been taken on another.
      result.completeExceptionally(last);
    }
  }
}
