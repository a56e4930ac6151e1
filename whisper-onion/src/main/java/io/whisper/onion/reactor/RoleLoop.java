package io.whisper.onion.reactor;

import io.whisper.core.time.TimeSource;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The loop of a role as those see it who do the role's work: its time, randomness and workers. */
public interface RoleLoop {
  /** The role's time; tasks of {@code after} run on its loop. */
  TimeSource time();

  /** The role's randomness. */
  SecureRandom random();

  /**
   * Runs work on the workers and completes the future on the loop; with {@link Reactor.Busy} when
   * the workers' bounded queue is full.
   */
  <T> CompletableFuture<T> compute(Supplier<T> work);

  /** Runs a task on the loop, later than now; from any thread. */
  void execute(Runnable task);
}
