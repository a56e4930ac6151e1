package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.lookup.FoundPresence;
import io.whisper.rendezvous.lookup.Presences;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One recipient that is tried until it is reached, nobody waits any more, or it is clear that it is
 * not there (docs/protocol.md, "Introduction"). Its presence is looked up anew for each try.
 * Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Reaching<T> {
  /** Between the first tries. Who was not found in any of them is not there. */
  private static final List<Duration> FIRST_PAUSES =
      List.of(
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4));

  /** After these, so often: a part of a network that fell away is gone round in such a time. */
  private static final Duration NEXT_PAUSE = Duration.ofSeconds(5);

  private static final int NEXT_PAUSES = 6;
  private static final Duration LATER_PAUSE = Duration.ofSeconds(10);

  /** Up to this part of a pause is added at random. */
  private static final int SPREAD = 2;

  /**
   * How long what may have arrived is repeated: recipients know a repetition for longer, and hand
   * it on once.
   */
  private static final Duration REPEATS = Duration.ofMinutes(10);

  /** Who wants the recipient reached. */
  interface Seeker {
    /** Whether somebody still waits. */
    boolean waits();

    /** A try failed; another one may follow. */
    void hindered(ObstacleException by);

    /**
     * Whether the recipient may refuse one try and take the next: what it refuses first may be the
     * relay that was proposed, which only one of the two knows.
     */
    default boolean proposesAnew() {
      return false;
    }
  }

  private final Overlay overlay;
  private final Presences lookup;
  private final Address recipient;
  private final HopRange hops;
  private final Seeker seeker;
  private final Function<FoundPresence, CompletableFuture<T>> attempt;
  private final CompletableFuture<T> reached = new CompletableFuture<>();
  private final Iterator<Duration> firstPauses = FIRST_PAUSES.iterator();
  private int nextPauses;
  private boolean seen;
  private boolean lookedUpAnew;
  private boolean refused;
  private @Nullable Instant unansweredSince;
  private @Nullable ObstacleException unanswered;

  private Reaching(
      Overlay overlay,
      Presences lookup,
      Address recipient,
      HopRange hops,
      Seeker seeker,
      Function<FoundPresence, CompletableFuture<T>> attempt) {
    this.overlay = overlay;
    this.lookup = lookup;
    this.recipient = recipient;
    this.hops = hops;
    this.seeker = seeker;
    this.attempt = attempt;
  }

  /**
   * Begins; completes as the attempt does that succeeds, or with an {@link ObstacleException}.
   *
   * @param hops the lengths of the circuits over which stores are asked
   * @param attempt what is tried with a presence
   */
  static <T> CompletableFuture<T> begin(
      Overlay overlay,
      Presences lookup,
      Address recipient,
      HopRange hops,
      Seeker seeker,
      Function<FoundPresence, CompletableFuture<T>> attempt) {
    Reaching<T> reaching = new Reaching<>(overlay, lookup, recipient, hops, seeker, attempt);
    reaching.look();
    return reaching.reached;
  }

  private void look() {
    Instant began = overlay.time().now();
    boolean remembered = lookup.remembers(recipient);
    lookup
        .find(recipient, hops)
        .thenCompose(
            found -> {
              seen = true;
              return attempt.apply(found);
            })
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                reached.complete(done);
              } else {
                failed(ObstacleException.of(failure), began, remembered);
              }
            });
  }

  private void failed(ObstacleException obstacle, Instant began, boolean remembered) {
    seeker.hindered(obstacle);
    if (obstacle.obstacle() == Obstacle.NO_ANSWER && unansweredSince == null) {
      unansweredSince = began;
      unanswered = obstacle;
    }
    lookup.forget(recipient);
    if (obstacle.obstacle() == Obstacle.REFUSED && !refused && seeker.proposesAnew()) {
      refused = true;
      again(obstacle);
    } else if (!seeker.waits() || lasts(obstacle.obstacle())) {
      reached.completeExceptionally(obstacle);
    } else if (unanswered != null && repeatedEnough()) {
      reached.completeExceptionally(unanswered);
    } else if (remembered && !lookedUpAnew) {
      lookedUpAnew = true;
      look();
    } else {
      overlay.time().after(pause(), () -> again(obstacle));
    }
  }

  private void again(ObstacleException last) {
    if (seeker.waits()) {
      look();
    } else {
      reached.completeExceptionally(last);
    }
  }

  /** Whether time will not help, or helped too little. */
  private boolean lasts(Obstacle obstacle) {
    return switch (obstacle) {
      case REFUSED -> true;
      case NO_PRESENCE -> !seen && !firstPauses.hasNext();
      case NO_PATH -> !firstPauses.hasNext();
      case INTRODUCTION_REFUSED, NO_ANSWER, NO_CIRCUIT -> false;
    };
  }

  private boolean repeatedEnough() {
    Instant since = unansweredSince;
    return since != null && !overlay.time().now().isBefore(since.plus(REPEATS));
  }

  private Duration leastPause() {
    if (firstPauses.hasNext()) {
      return firstPauses.next();
    }
    return nextPauses++ < NEXT_PAUSES ? NEXT_PAUSE : LATER_PAUSE;
  }

  private Duration pause() {
    long least = leastPause().toMillis();
    return Duration.ofMillis(least + overlay.random().nextLong(least / SPREAD + 1));
  }
}
