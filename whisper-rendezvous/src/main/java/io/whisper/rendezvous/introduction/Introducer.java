package io.whisper.rendezvous.introduction;

import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.descriptor.PresencePoint;
import io.whisper.rendezvous.lookup.FoundPresence;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
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

  private final Overlay overlay;
  private final FoundPresence recipient;
  private final FirstContact content;
  private final @Nullable Identity sender;
  private final HopRange hops;
  private final IntConsumer onAccepted;
  private final List<PresencePoint> points;
  private final Set<Cancellable> impatience = new HashSet<>();
  private int underway;
  private boolean refused;
  private final CompletableFuture<Taken> result = new CompletableFuture<>();
  private ObstacleException last =
      new ObstacleException(
          Obstacle.INTRODUCTION_REFUSED, "the consensus has none of the introduction points");

  private Introducer(
      Overlay overlay,
      FoundPresence recipient,
      FirstContact content,
      @Nullable Identity sender,
      HopRange hops,
      IntConsumer onAccepted) {
    this.overlay = overlay;
    this.recipient = recipient;
    this.content = content;
    this.sender = sender;
    this.hops = hops;
    this.onAccepted = onAccepted;
    this.points = new ArrayList<>(recipient.presence().points());
    Collections.shuffle(points, overlay.random());
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
    Introducer introducer = new Introducer(overlay, recipient, content, sender, hops, onAccepted);
    introducer.tryNext();
    return introducer.result;
  }

  private void tryNext() {
    while (!points.isEmpty()) {
      PresencePoint point = points.remove(points.size() - 1);
      RelayEntry relay = overlay.relay(point.relay()).orElse(null);
      if (relay != null) {
        underway++;
        Cancellable timer = overlay.time().after(patience(), this::takesLong);
        impatience.add(timer);
        IntroductionAttempt.start(
                overlay,
                new IntroductionAttempt.Target(relay, point.introductionKey(), recipient),
                content,
                sender,
                hops.draw(overlay.random()),
                onAccepted)
            .whenComplete(
                (taken, failure) -> {
                  timer.cancel();
                  impatience.remove(timer);
                  underway--;
                  tried(taken, failure);
                });
        return;
      }
    }
    if (underway == 0) {
      result.completeExceptionally(last);
    }
  }

  private Duration patience() {
    long least = IMPATIENCE.toMillis();
    return Duration.ofMillis(least + overlay.random().nextLong(least + 1));
  }

  private void takesLong() {
    if (!result.isDone() && !refused) {
      tryNext();
    }
  }

  private void tried(@Nullable Taken taken, @Nullable Throwable failure) {
    if (taken != null) {
      // Another one that is under way still ends by itself: the recipient takes it once.
      impatience.forEach(Cancellable::cancel);
      result.complete(taken);
    } else if (failure != null) {
      ObstacleException obstacle = ObstacleException.of(failure);
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
}
