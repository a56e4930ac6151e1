package io.whisper.core.time;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemTimeTest {
  private final CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task);
            thread.setUncaughtExceptionHandler((t, failure) -> uncaught.complete(failure));
            return thread;
          });
  private final TimeSource time = TimeSource.system(scheduler);

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  @Test
  void runsTasksOnTheScheduler() throws Exception {
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    time.after(Duration.ofMillis(1), () -> ran.complete(Thread.currentThread()));
    assertThat(ran.get(30, SECONDS)).isNotSameAs(Thread.currentThread());
    assertThat(time.now()).isAfter(Instant.EPOCH);
  }

  @Test
  void cancelledTaskDoesNotRun() throws Exception {
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<Void> blocked = new CompletableFuture<>();
    scheduler.execute(blocked::join);
    Cancellable cancelled = time.after(Duration.ZERO, () -> first.complete("cancelled"));
    cancelled.cancel();
    time.after(Duration.ofNanos(1), () -> first.complete("kept"));
    blocked.complete(null);
    assertThat(first.get(30, SECONDS)).isEqualTo("kept");
  }

  @Test
  void failureOfATaskIsNotSwallowed() throws Exception {
    IllegalStateException failure = new IllegalStateException("expected");
    time.after(
        Duration.ZERO,
        () -> {
          throw failure;
        });
    assertThat(uncaught.get(30, SECONDS)).isSameAs(failure);
  }
}
