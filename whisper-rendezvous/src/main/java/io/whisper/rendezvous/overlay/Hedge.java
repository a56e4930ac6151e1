package io.whisper.rendezvous.overlay;

import io.whisper.core.time.Cancellable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One wish that is tried in several ways at a time: when a try takes long, something on its way may
 * be frozen, and another one begins beside it. The first that succeeds is taken. Confined to the
 * loop.
 *
 * <p>When another try begins is drawn at random: who can delay one must not be able to tell which
 * came of it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class Hedge<T> {
  private final Overlay overlay;
  private final Duration patience;
  private final int most;
  private final Supplier<CompletableFuture<T>> attempt;
  private final Consumer<T> unwanted;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private @Nullable Cancellable timer;
  private int begun;
  private int underway;

  private Hedge(
      Overlay overlay,
      Duration patience,
      int most,
      Supplier<CompletableFuture<T>> attempt,
      Consumer<T> unwanted) {
    this.overlay = overlay;
    this.patience = patience;
    this.most = most;
    this.attempt = attempt;
    this.unwanted = unwanted;
  }

  /**
   * Tries; completes as the first try does that succeeds, and fails as the last does when all that
   * began have failed.
   *
   * @param patience after how long, and up to as long again, the next try begins
   * @param most how many tries there are at most
   * @param attempt begins a try
   * @param unwanted takes what another try brought too late
   */
  public static <T> CompletableFuture<T> first(
      Overlay overlay,
      Duration patience,
      int most,
      Supplier<CompletableFuture<T>> attempt,
      Consumer<T> unwanted) {
    Hedge<T> hedge = new Hedge<>(overlay, patience, most, attempt, unwanted);
    hedge.next();
    return hedge.result;
  }

  private void next() {
    timer = null;
    if (result.isDone()) {
      return;
    }
    begun++;
    underway++;
    if (begun < most) {
      timer = overlay.time().after(Pause.from(overlay.random(), patience), this::next);
    }
    begin().whenComplete(this::tried);
  }

  private CompletableFuture<T> begin() {
    try {
      return attempt.get();
    } catch (RuntimeException refused) {
      // Nobody may wait for ever.
      return CompletableFuture.failedFuture(refused);
    }
  }

  private void tried(@Nullable T value, @Nullable Throwable failure) {
    underway--;
    if (failure == null) {
      stopTimer();
      if (!result.complete(value) && value != null) {
        unwanted.accept(value);
      }
    } else if (underway == 0) {
      stopTimer();
      result.completeExceptionally(failure);
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
