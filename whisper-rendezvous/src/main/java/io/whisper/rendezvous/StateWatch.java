package io.whisper.rendezvous;

import io.whisper.core.time.Cancellable;
import io.whisper.onion.circuit.Circuits;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches what an application can expect and tells it when that changes. Confined to the loop but
 * for {@link #state} and {@link #listen}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class StateWatch {
  /** How often it looks at what changes by time alone; of all else it is told. */
  private static final Duration SELDOM = Duration.ofSeconds(2);

  /** How long building the first circuit may take before it is called a trouble. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Fewer relays than this leave no path of 3 hops to a fourth. */
  private static final int FEWEST_RELAYS = HopRange.MAX_HOPS + 1;

  private final Overlay overlay;
  private final ConsensusNews news;
  private final Circuits circuits;
  private final WatchedStore store;
  private final boolean hybrid;
  private final Runnable better;
  private final SerialExecutor order;
  private final List<Consumer<WhisperState>> listeners = new ArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final AtomicBoolean told = new AtomicBoolean();
  private @Nullable Cancellable next;
  private @Nullable Consensus seen;
  private Instant lastCircuit;
  private volatile WhisperState state = WhisperState.starting("no consensus yet");
  private boolean without;
  private boolean closed;

  /**
   * A watch over what an instance runs on.
   *
   * @param better called on the loop when there is another consensus, or a circuit after a time
   *     without any
   */
  StateWatch(Joined joined, Runnable better) {
    this.better = better;
    this.overlay = joined.overlay();
    this.news = joined.news();
    this.circuits = joined.circuits();
    this.store = joined.state();
    this.hybrid = joined.hybrid();
    this.order = new SerialExecutor(joined.executor());
    this.lastCircuit = overlay.time().now();
  }

  /** The state now. */
  WhisperState state() {
    return state;
  }

  /** Completes on the loop when messages can be sent for the first time. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  /** Adds a listener, which first hears the present state. */
  void listen(Consumer<WhisperState> listener) {
    synchronized (listeners) {
      listeners.add(listener);
      WhisperState now = state;
      order.execute(() -> listener.accept(now));
    }
  }

  void start() {
    news.listen(this::somethingChanged);
    circuits.listen(this::somethingChanged);
    look();
  }

  /** Looks soon, once for all that changes until then; from any thread. */
  private void somethingChanged() {
    if (told.compareAndSet(false, true)) {
      overlay
          .reactor()
          .tryExecute(
              () -> {
                told.set(false);
                look();
              });
    }
  }

  void close(Throwable why) {
    closed = true;
    if (next != null) {
      next.cancel();
    }
    enter(WhisperState.offline("closed"));
    ready.completeExceptionally(why);
  }

  private void look() {
    if (closed) {
      return;
    }
    Consensus live = overlay.current().orElse(null);
    if (live != null && live != seen) {
      seen = live;
      circuits.consensusChanged();
      better.run();
    }
    HopRange hops = Profile.BALANCED.hops();
    circuits
        .clean(hops.least())
        .thenCombine(circuits.clean(hops.most()), Integer::sum)
        .thenAccept(clean -> judge(live, clean));
  }

  private void judge(@Nullable Consensus live, int cleanCircuits) {
    if (closed) {
      return;
    }
    Instant now = overlay.time().now();
    if (cleanCircuits > 0) {
      lastCircuit = now;
      if (without) {
        better.run();
      }
    }
    without = cleanCircuits == 0;
    enter(stateFor(live, cleanCircuits > 0, now));
    if (next != null) {
      next.cancel();
    }
    next = overlay.time().after(SELDOM, this::look);
  }

  private WhisperState stateFor(@Nullable Consensus live, boolean circuit, Instant now) {
    if (live == null) {
      String tried = news.trouble();
      return ready.isDone()
          ? WhisperState.offline(
              with("the last consensus has run out and no newer one was found", tried))
          : WhisperState.starting(with("no consensus yet", tried));
    }
    boolean waitedLong = !lastCircuit.plus(PATIENCE).isAfter(now);
    if (!circuit && !ready.isDone() && !waitedLong) {
      return WhisperState.starting(with("building the first circuit", circuits.trouble()));
    }
    if (waitedLong && !circuit) {
      return WhisperState.degraded(
          with(
              "no circuit could be built for more than " + PATIENCE.toSeconds() + " s",
              circuits.trouble()));
    }
    Optional<String> unwritten = store.trouble();
    if (unwritten.isPresent()) {
      return WhisperState.degraded("state is not kept: " + unwritten.get());
    }
    if (live.relays().size() < FEWEST_RELAYS) {
      return WhisperState.degraded("the network has " + live.relays().size() + " relays only");
    }
    if (!hybrid) {
      return WhisperState.degraded(
          "links have no quantum-safe key exchange: the native TLS library does not load");
    }
    boolean old = !live.freshUntil().plus(live.parameters().voteInterval()).isAfter(now);
    // One that was kept for long is old at the start, and the network has a newer one.
    if (old && news.inVain()) {
      return WhisperState.degraded(
          with(
              "the authorities give no newer consensus; this one is valid until "
                  + live.validUntil(),
              news.trouble()));
    }
    return WhisperState.READY;
  }

  private static String with(String reason, String trouble) {
    return trouble.isEmpty() ? reason : reason + "; " + trouble;
  }

  private void enter(WhisperState entered) {
    synchronized (listeners) {
      if (entered.equals(state)) {
        return;
      }
      state = entered;
      for (Consumer<WhisperState> listener : listeners) {
        order.execute(() -> listener.accept(entered));
      }
    }
    if (entered.usable()) {
      ready.complete(null);
    }
  }
}
