package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;

import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * The virtual time of a town. It goes from one moment at which anything falls due to the next, and
 * only once all that follows from the one before has happened: nothing depends on how fast the
 * machine is.
 */
final class PassingTime {
  /** The longest that anything is waited for, which only what never comes reaches. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Town town;
  private final VirtualTime time;

  PassingTime(Town town, VirtualTime time) {
    this.town = town;
    this.time = time;
  }

  /** Lets as much time pass as it takes until the condition holds. */
  void until(BooleanSupplier condition) {
    Instant end = time.now().plus(LONGEST);
    town.settle();
    while (!condition.getAsBoolean()) {
      if (!time.now().isBefore(end)) {
        throw new AssertionError("what is waited for did not come in " + LONGEST);
      }
      toNext(end);
    }
  }

  /** Waits for a stage. */
  <T> T pass(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    until(future::isDone);
    return await(future);
  }

  /** Lets this much time pass. */
  void pass(Duration duration) {
    passTo(time.now().plus(duration));
  }

  /** Lets time pass up to that moment. */
  void passTo(Instant moment) {
    town.settle();
    while (time.now().isBefore(moment)) {
      toNext(moment);
    }
  }

  private void toNext(Instant end) {
    Instant next = time.next().filter(due -> due.isBefore(end)).orElse(end);
    time.advance(Duration.between(time.now(), next));
    town.settle();
  }
}
