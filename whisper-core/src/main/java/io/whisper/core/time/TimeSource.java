package io.whisper.core.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;

/** The clock and the timer that all parts of whisper are given. Thread-safe. */
public interface TimeSource {
  /** The present moment. It may jump when somebody sets the machine's clock. */
  Instant now();

  /**
   * Runs {@code task} once after {@code delay} has passed, whatever happens to the clock. A delay
   * of zero or less runs it as soon as possible, never within this call. Tasks must not block.
   */
  Cancellable after(Duration delay, Runnable task);

  /** The machine's clock, with the tasks run by {@code scheduler}, which stays the caller's. */
  static TimeSource system(ScheduledExecutorService scheduler) {
    return new SystemTime(scheduler);
  }
}
