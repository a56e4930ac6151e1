package io.whisper.onion.reactor;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads for public-key work, with a bound on what waits for them.
 *
 * <p>Computations count against the bound. The tasks of TLS handshakes do not: a link has at most
 * one of them at a time and links are bounded elsewhere, and a flood of circuit handshakes must not
 * keep new links out.
 */
final class Workers implements AutoCloseable {

  private final ThreadPoolExecutor threads;
  private final Semaphore places;

  Workers(int count, int bound) {
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("whisper-worker", true));
    threads.allowCoreThreadTimeOut(true);
    this.places = new Semaphore(bound);
  }

  /** Runs the work, or answers false when the bound is reached or the threads have ended. */
  boolean offer(Runnable work) {
    if (!places.tryAcquire()) {
      return false;
    }
    try {
      threads.execute(
          () -> {
            try {
              work.run();
            } finally {
              places.release();
            }
          });
      return true;
    } catch (RejectedExecutionException ended) {
      places.release();
      return false;
    }
  }

  /** The same threads without the bound. */
  Executor unbounded() {
    return threads;
  }

  /** Lets go of what has not begun and ends the threads. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
