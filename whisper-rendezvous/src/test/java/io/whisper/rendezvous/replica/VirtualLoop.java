package io.whisper.rendezvous.replica;

import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A loop in the thread of the test, whose tasks run as virtual time passes. */
final class VirtualLoop implements RoleLoop {
  /** How long a piece of work takes. */
  static final Duration WORK = Duration.ofMillis(1);

  private final VirtualTime time = new VirtualTime();
  private final SeededRandom random;
  private int computed;
  private boolean busy;

  VirtualLoop(SeededRandom random) {
    this.random = random;
  }

  @Override
  public VirtualTime time() {
    return time;
  }

  @Override
  public SeededRandom random() {
    return random;
  }

  /** Makes the workers refuse everything, or not. */
  void busy(boolean value) {
    busy = value;
  }

  /** How much work was done. */
  int computed() {
    return computed;
  }

  @Override
  public <T> CompletableFuture<T> compute(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    if (busy) {
      result.completeExceptionally(new Reactor.Busy());
      return result;
    }
    time.after(
        WORK,
        () -> {
          computed++;
          try {
            result.complete(work.get());
          } catch (RuntimeException failure) {
            result.completeExceptionally(failure);
          }
        });
    return result;
  }

  @Override
  public void execute(Runnable task) {
    time.after(Duration.ZERO, task);
  }
}
