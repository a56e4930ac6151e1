package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.ring.Ring;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that is done at the replicas of a tag, each by itself, until all three have answered
 * that it is done or time is up. Confined to the loop.
 *
 * <p>Only answers of stores count, each store once. When the ring changes on the way, the stores
 * that are replicas by then are asked.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Spreading {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final Replicas replicas;
  private final Bytes32 tag;
  private final Act act;
  private final IntConsumer progress;
  private final Set<Bytes32> done = new HashSet<>();
  private final Set<Bytes32> never = new HashSet<>();
  private final Set<Bytes32> busy = new HashSet<>();
  private final Map<Bytes32, Pause> pauses = new HashMap<>();
  private final Set<Cancellable> timers = new HashSet<>();
  private final CompletableFuture<SpreadEnd> ended = new CompletableFuture<>();

  /**
   * Waits for {@link #start}.
   *
   * @param progress is told how many stores have done it, each time that it is one more
   */
  Spreading(Replicas replicas, Bytes32 tag, Act act, IntConsumer progress) {
    this.replicas = replicas;
    this.tag = tag;
    this.act = act;
    this.progress = progress;
  }

  /** Begins, and goes on until that moment at the latest. */
  void start(Instant until) {
    after(Duration.between(replicas.time().now(), until), () -> end(SpreadEnd.TIME_UP));
    round();
  }

  /** Completes on the loop when nothing more is tried. */
  CompletableFuture<SpreadEnd> ended() {
    return ended;
  }

  /** How many stores have answered that it is done. */
  int count() {
    return done.size();
  }

  /** Ends it where it stands. */
  void end(SpreadEnd why) {
    if (ended.isDone()) {
      return;
    }
    List.copyOf(timers).forEach(Cancellable::cancel);
    timers.clear();
    ended.complete(why);
  }

  private void round() {
    if (ended.isDone()) {
      return;
    }
    List<RelayEntry> stores = replicas.of(tag);
    if (stores.isEmpty()) {
      after(pause(tag), this::round);
      return;
    }
    if (done.size() >= Math.min(Ring.REPLICAS, stores.size())) {
      end(SpreadEnd.ALL);
      return;
    }
    boolean hope = false;
    for (RelayEntry store : stores) {
      Bytes32 identity = store.identity();
      if (!done.contains(identity) && !never.contains(identity)) {
        hope = true;
        if (busy.add(identity) && !ended.isDone()) {
          attempt(store);
        }
      }
    }
    if (!hope && !ended.isDone()) {
      end(SpreadEnd.REFUSED);
    }
  }

  private void attempt(RelayEntry store) {
    act.at(store).whenComplete((outcome, failure) -> answered(store.identity(), outcome));
  }

  private void answered(Bytes32 store, Act.@Nullable Outcome outcome) {
    if (ended.isDone()) {
      return;
    }
    switch (outcome == null ? Act.Outcome.LATER : outcome) {
      case DONE -> {
        busy.remove(store);
        done.add(store);
        progress.accept(done.size());
        round();
      }
      case NEVER -> {
        busy.remove(store);
        never.add(store);
        round();
      }
      case AGAIN -> {
        busy.remove(store);
        round();
      }
      case LATER ->
          after(
              pause(store),
              () -> {
                busy.remove(store);
                round();
              });
    }
  }

  private Duration pause(Bytes32 of) {
    return pauses
        .computeIfAbsent(of, store -> new Pause(replicas.random(), FIRST_PAUSE, LONGEST_PAUSE))
        .next();
  }

  private void after(Duration delay, Runnable task) {
    Cancellable[] timer = new Cancellable[1];
    timer[0] =
        replicas
            .time()
            .after(
                delay,
                () -> {
                  timers.remove(timer[0]);
                  task.run();
                });
    timers.add(timer[0]);
  }
}
