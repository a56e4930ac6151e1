package io.whisper.onion.circuit;

import io.whisper.core.time.Cancellable;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.Reactor;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Circuits built ahead that nobody has used yet, some of each length that is needed, so that a
 * request waits for one extension at most.
 *
 * <p>A clean circuit lives for a random part of {@link CircuitSettings#cleanLife()}, so that ends
 * and new beginnings make no pattern. Confined to the endpoint's loop.
 */
final class CleanCircuits {
  /** Builds the intermediaries of a circuit, this many. */
  @FunctionalInterface
  interface Builder {
    CompletableFuture<Clean> build(int hops);
  }

  private static final Duration WAIT_LEAST = Duration.ofSeconds(1);
  private static final int WAIT_DOUBLINGS = 6;

  private final Reactor reactor;
  private final CircuitSettings settings;
  private final Builder builder;
  private final Runnable changed;
  private final Shelf[] shelves = new Shelf[HopRange.MAX_HOPS + 1];
  private boolean closed;

  /** None yet; {@code changed} is told when one is ready, and when one is no longer. */
  CleanCircuits(Reactor reactor, CircuitSettings settings, Builder builder, Runnable changed) {
    this.reactor = reactor;
    this.settings = settings;
    this.builder = builder;
    this.changed = changed;
    for (int hops = 0; hops < shelves.length; hops++) {
      shelves[hops] = new Shelf(hops);
    }
  }

  /** Keeps circuits of this length ready, for good or for a while. */
  void need(int hops, boolean always) {
    if (hops == 0) {
      return;
    }
    Shelf shelf = shelves[hops];
    shelf.always |= always;
    shelf.neededUntil = reactor.time().now().plus(settings.neededFor());
    shelf.refill();
  }

  /** Hands out a clean circuit of this length that fits, or null; {@link #need} replaces it. */
  @Nullable Clean take(int hops, Predicate<Clean> fits) {
    Shelf shelf = shelves[hops];
    for (Clean clean : shelf.ready.keySet()) {
      if (fits.test(clean)) {
        shelf.remove(clean);
        shelf.failures = 0;
        return clean;
      }
    }
    return null;
  }

  /** How many circuits of this length are ready. */
  int ready(int hops) {
    return shelves[hops].ready.size();
  }

  /** Closes the circuits that do not pass, and builds what is missing without further waiting. */
  void retain(Predicate<Clean> passes) {
    for (Shelf shelf : shelves) {
      for (Clean clean : List.copyOf(shelf.ready.keySet())) {
        if (!passes.test(clean)) {
          shelf.discard(clean);
        }
      }
      shelf.waitNoLonger();
      shelf.refill();
    }
  }

  void close() {
    closed = true;
    for (Shelf shelf : shelves) {
      for (Clean clean : List.copyOf(shelf.ready.keySet())) {
        shelf.discard(clean);
      }
    }
  }

  /** The circuits of one length. */
  private final class Shelf {
    private final int hops;
    private final Map<Clean, Cancellable> ready = new LinkedHashMap<>();
    private boolean always;
    private Instant neededUntil = Instant.EPOCH;
    private int building;
    private int failures;
    private @Nullable Cancellable waiting;

    Shelf(int hops) {
      this.hops = hops;
    }

    private boolean needed() {
      return !closed && (always || reactor.time().now().isBefore(neededUntil));
    }

    void refill() {
      while (waiting == null && needed() && ready.size() + building < settings.cleanPerLength()) {
        building++;
        Completion.of(builder.build(hops), this::built);
      }
    }

    private void built(@Nullable Clean clean, @Nullable Throwable failure) {
      building--;
      if (clean == null) {
        refillLater();
      } else if (!needed()) {
        clean.circuit().close();
      } else {
        clean.circuit().onEnd(() -> lost(clean));
        ready.put(clean, reactor.time().after(life(), () -> expire(clean)));
        changed.run();
      }
    }

    /** Between half of the time that is allowed and all of it. */
    private Duration life() {
      long most = settings.cleanLife().toMillis();
      return Duration.ofMillis(reactor.random().nextLong(most / 2, most + 1));
    }

    private void lost(Clean clean) {
      remove(clean);
      refillLater();
    }

    private void expire(Clean clean) {
      discard(clean);
      refill();
    }

    private void discard(Clean clean) {
      remove(clean);
      clean.circuit().close();
    }

    private void remove(Clean clean) {
      clean.circuit().onEnd(null);
      Cancellable expiry = ready.remove(clean);
      if (expiry != null) {
        expiry.cancel();
        changed.run();
      }
    }

    private void waitNoLonger() {
      failures = 0;
      if (waiting != null) {
        waiting.cancel();
        waiting = null;
      }
    }

    /** Waits longer after each failure in a row: a network that is away is not hammered. */
    private void refillLater() {
      if (waiting != null || !needed()) {
        return;
      }
      Duration wait = WAIT_LEAST.multipliedBy(1L << Math.min(failures++, WAIT_DOUBLINGS));
      waiting =
          reactor
              .time()
              .after(
                  wait,
                  () -> {
                    waiting = null;
                    refill();
                  });
    }
  }
}
