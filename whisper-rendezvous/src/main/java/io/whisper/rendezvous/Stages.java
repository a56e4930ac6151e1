package io.whisper.rendezvous;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The states that a delivery has been in, and who waits for them. Whoever enters states sees to it
 * that one follows the other; stages complete and listeners run on the application's executor.
 */
final class Stages {
  private final SerialExecutor onExecutor;
  private final Map<DeliveryState, CompletableFuture<Delivery>> stages =
      new EnumMap<>(DeliveryState.class);
  private final List<Consumer<DeliveryState>> listeners = new ArrayList<>();
  private final List<DeliveryState> history = new ArrayList<>();

  Stages(Executor executor) {
    this.onExecutor = new SerialExecutor(executor);
    for (DeliveryState each : DeliveryState.values()) {
      stages.put(each, new CompletableFuture<>());
    }
  }

  /** Completes when the delivery has got as far as {@code wanted}, or cannot any more. */
  CompletableFuture<Delivery> stage(DeliveryState wanted) {
    return Objects.requireNonNull(stages.get(wanted));
  }

  /** Adds a listener, which hears all states in order, those entered already included. */
  synchronized void listen(Consumer<DeliveryState> listener) {
    listeners.add(listener);
    for (DeliveryState past : history) {
      onExecutor.execute(() -> listener.accept(past));
    }
  }

  /**
   * The delivery is in the next state.
   *
   * @param end why it does not get any further, or null when it may
   */
  synchronized void enter(Delivery delivery, DeliveryState next, @Nullable DeliveryException end) {
    history.add(next);
    for (DeliveryState each : DeliveryState.values()) {
      if (next.includes(each)) {
        complete(() -> stage(each).complete(delivery));
      } else if (end != null) {
        complete(() -> stage(each).completeExceptionally(end));
      }
    }
    for (Consumer<DeliveryState> listener : listeners) {
      onExecutor.execute(() -> listener.accept(next));
    }
  }

  /** On the application's executor, so that what it appended to a stage never runs on a loop. */
  void complete(Runnable completion) {
    onExecutor.executeApart(completion);
  }

  @Override
  public String toString() {
    return "Stages";
  }
}
