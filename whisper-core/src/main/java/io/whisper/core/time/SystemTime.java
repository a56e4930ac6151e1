package io.whisper.core.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The machine's own clock and a scheduler of its threads. */
final class SystemTime implements TimeSource {
  private final Clock clock = Clock.systemUTC();
  private final ScheduledExecutorService scheduler;

  SystemTime(ScheduledExecutorService scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public Cancellable after(Duration delay, Runnable task) {
    ScheduledFuture<?> scheduled =
        scheduler.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  /** Without this the scheduler would keep a task's failure in a future that nobody reads. */
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    }
  }
}
