package io.whisper.rendezvous.fake;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that know whether they have anything to do. */
public final class CountedExecutor implements Executor, AutoCloseable {
  private final AtomicInteger busy = new AtomicInteger();
  private final ExecutorService threads;

  /** New threads of this name. */
  public CountedExecutor(String name) {
    threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void execute(Runnable task) {
    busy.incrementAndGet();
    try {
      threads.execute(
          () -> {
            try {
              task.run();
            } finally {
              busy.decrementAndGet();
            }
          });
    } catch (RejectedExecutionException ended) {
      busy.decrementAndGet();
      throw ended;
    }
  }

  /** Whether nothing runs or waits to be run, but for those that wait for the test. */
  public boolean idle() {
    return busy.get() == 0;
  }

  /** Has the task that calls it wait for the test, and counts it as idle meanwhile. */
  public void await(CountDownLatch test) throws InterruptedException {
    busy.decrementAndGet();
    try {
      test.await();
    } finally {
      busy.incrementAndGet();
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
