package io.whisper.onion.directory.service;

import io.whisper.core.time.TimeSource;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.relay.RelayContext;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What directory work needs of the role that it is done for: a loop's time, and workers. */
public interface DirectoryContext {
  /** The role's time; tasks of {@code after} run on its loop. */
  TimeSource time();

  /** The role's randomness. */
  SecureRandom random();

  /** Runs work on the workers and completes on the loop; exceptionally when they are busy. */
  <T> CompletableFuture<T> compute(Supplier<T> work);

  /** Runs a task on the loop, later than now; from any thread. */
  void execute(Runnable task);

  /** What a reactor offers. */
  static DirectoryContext of(Reactor reactor) {
    return new DirectoryContext() {
      @Override
      public TimeSource time() {
        return reactor.time();
      }

      @Override
      public SecureRandom random() {
        return reactor.random();
      }

      @Override
      public <T> CompletableFuture<T> compute(Supplier<T> work) {
        return reactor.compute(work);
      }

      @Override
      public void execute(Runnable task) {
        reactor.execute(task);
      }
    };
  }

  /** What a relay offers its services. */
  static DirectoryContext of(RelayContext relay) {
    return new DirectoryContext() {
      @Override
      public TimeSource time() {
        return relay.time();
      }

      @Override
      public SecureRandom random() {
        return relay.random();
      }

      @Override
      public <T> CompletableFuture<T> compute(Supplier<T> work) {
        return relay.compute(work);
      }

      @Override
      public void execute(Runnable task) {
        relay.execute(task);
      }
    };
  }
}
