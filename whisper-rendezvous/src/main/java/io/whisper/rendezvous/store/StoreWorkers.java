package io.whisper.rendezvous.store;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads on which a store waits for its disk: few, ended when idle, their queue bounded. */
final class StoreWorkers {
  /** More than one, so that a store that syncs its log can do so for several entries at once. */
  private static final int THREADS = 4;

  private static final int QUEUE = 1024;
  private static final int IDLE_SECONDS = 10;

  private StoreWorkers() {}

  /** New threads; what goes beyond the queue is refused. */
  static Executor create() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            task -> {
              Thread thread = new Thread(task, "whisper-store");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
