package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
  @Test
  void tasksRunOneAfterTheOtherInOrderOnManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      SerialExecutor serial = new SerialExecutor(threads);
      List<Integer> ran = new ArrayList<>();
      AtomicInteger inside = new AtomicInteger();
      CountDownLatch done = new CountDownLatch(1000);
      for (int i = 0; i < 1000; i++) {
        int number = i;
        serial.execute(
            () -> {
              assertThat(inside.incrementAndGet()).isEqualTo(1);
              ran.add(number);
              inside.decrementAndGet();
              done.countDown();
            });
      }
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(ran).hasSize(1000).isSorted();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aTaskThatThrowsDoesNotKeepTheNextFromRunning() {
    SerialExecutor serial = new SerialExecutor(Runnable::run);
    List<String> ran = new ArrayList<>();
    serial.execute(
        () -> {
          throw new IllegalStateException("expected by the test");
        });
    serial.execute(() -> ran.add("next"));
    assertThat(ran).containsExactly("next");
  }

  @Test
  void tasksGivenWhileOneRunsFollowIt() {
    SerialExecutor serial = new SerialExecutor(Runnable::run);
    List<String> ran = new ArrayList<>();
    serial.execute(
        () -> {
          serial.execute(() -> ran.add("second"));
          ran.add("first");
        });
    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void anExecutorThatEndedLetsTasksGo() {
    SerialExecutor serial =
        new SerialExecutor(
            task -> {
              throw new RejectedExecutionException();
            });
    serial.execute(() -> {});
    serial.execute(() -> {});
    assertThat(serial).isNotNull();
  }

  @Test
  void whatSomebodyWaitsForRunsAlthoughTheExecutorEnded() {
    List<Runnable> begun = new ArrayList<>();
    SerialExecutor serial =
        new SerialExecutor(
            task -> {
              if (!begun.isEmpty()) {
                throw new RejectedExecutionException();
              }
              begun.add(task);
            });
    List<String> ran = new ArrayList<>();
    serial.execute(() -> ran.add("taken before the end"));
    serial.execute(() -> ran.add("let go"));
    serial.executeAnyway(() -> ran.add("waited for"));
    begun.get(0).run();
    assertThat(ran).containsExactly("taken before the end", "waited for");
  }
}
