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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches what an application can expect and tells it when that changes. Confined to the loop but
 * for {@link #state} and {@link #listen}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class StateWatch {
  private static final Duration OFTEN = Duration.ofMillis(50);
  private static final Duration SELDOM = Duration.ofSeconds(2);

  /** How long building the first circuit may take before it is called a trouble. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Fewer relays than this leave no path of 3 hops to a fourth. */
  private static final int FEWEST_RELAYS = HopRange.MAX_HOPS + 1;

  private final Overlay overlay;
  private final Circuits circuits;
  private final boolean hybrid;
  private final SerialExecutor order;
  private final List<Consumer<WhisperState>> listeners = new ArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Instant began;
  private @Nullable Cancellable next;
  private @Nullable Consensus seen;
  private Instant lastCircuit;
  private volatile WhisperState state = WhisperState.starting("no consensus yet");
  private boolean closed;

  StateWatch(Overlay overlay, Circuits circuits, boolean hybrid, Executor executor) {
    this.overlay = overlay;
    this.circuits = circuits;
    this.hybrid = hybrid;
    this.order = new SerialExecutor(executor);
    this.began = overlay.time().now();
    this.lastCircuit = began;
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
    look();
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
    }
    enter(stateFor(live, cleanCircuits > 0, now));
    next = overlay.time().after(ready.isDone() ? SELDOM : OFTEN, this::look);
  }

  private WhisperState stateFor(@Nullable Consensus live, boolean circuit, Instant now) {
    if (live == null) {
      return ready.isDone()
          ? WhisperState.offline("the last consensus has run out and no newer one was found")
          : WhisperState.starting("no consensus yet");
    }
    boolean waitedLong = !lastCircuit.plus(PATIENCE).isAfter(now);
    if (!circuit && !ready.isDone() && !waitedLong) {
      return WhisperState.starting("building the first circuit");
    }
    if (waitedLong && !circuit) {
      return WhisperState.degraded(
          "no circuit could be built for " + Duration.between(lastCircuit, now).toSeconds() + " s");
    }
    if (live.relays().size() < FEWEST_RELAYS) {
      return WhisperState.degraded("the network has " + live.relays().size() + " relays only");
    }
    if (!hybrid) {
      return WhisperState.degraded(
          "links have no quantum-safe key exchange: the native TLS library does not load");
    }
    if (!live.freshUntil().plus(live.parameters().voteInterval()).isAfter(now)) {
      return WhisperState.degraded(
          "the authorities give no newer consensus; this one is valid until " + live.validUntil());
    }
    return WhisperState.READY;
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
