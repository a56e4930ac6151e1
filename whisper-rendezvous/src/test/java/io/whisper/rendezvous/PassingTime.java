package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;

import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;

/** The virtual time of a town, which passes in small steps while something is waited for. */
final class PassingTime {
  private final Town town;
  private final VirtualTime time;
  private final Duration patience;

  PassingTime(Town town, VirtualTime time, Duration patience) {
    this.town = town;
    this.time = time;
    this.patience = patience;
  }

  void until(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              step(Duration.ofMillis(100));
              return condition.call();
            });
  }

  /** Waits for a stage. */
  <T> T pass(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    until(future::isDone);
    return await(future);
  }

  /** Lets time pass in steps of a second, the last of which ends at that moment. */
  void passTo(Instant moment) {
    while (time.now().isBefore(moment)) {
      Duration left = Duration.between(time.now(), moment);
      step(left.compareTo(Duration.ofSeconds(1)) < 0 ? left : Duration.ofSeconds(1));
    }
  }

  /** Lets time pass once the loops have done what fell due before. */
  void step(Duration duration) {
    town.settle();
    time.advance(duration);
  }
}
