package io.whisper.node.command;

import io.whisper.node.console.CommandException;
import io.whisper.node.console.Reason;
import io.whisper.node.console.Stopwatch;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The time within which all that a command waits for must come.
 *
 * @param watch begun with the command
 * @param timeout how long it waits in all
 */
record Deadline(Stopwatch watch, Duration timeout) {

  /**
   * Waits for a stage.
   *
   * @throws TimeoutException when it does not come in time
   * @throws CommandException when it fails
   */
  <T> T await(CompletionStage<T> stage) throws TimeoutException {
    try {
      return stage
          .toCompletableFuture()
          .get(Math.max(0, timeout.toMillis() - watch.millis()), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new CommandException(Reason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted", e);
    }
  }

  /** Waits for all of these. */
  void awaitAll(Collection<? extends CompletableFuture<?>> ends) throws TimeoutException {
    await(CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new)));
  }

  /** How many of these did not come, and of how many, such as {@code 2 of 3}. */
  static String unfinished(Collection<? extends CompletableFuture<?>> ends) {
    return ends.stream().filter(end -> !end.isDone()).count() + " of " + ends.size();
  }
}
