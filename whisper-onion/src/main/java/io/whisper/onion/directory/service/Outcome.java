package io.whisper.onion.directory.service;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows on a future: an error of ours in that is logged, not lost with the future. */
public final class Outcome {
  private static final Logger LOG = LoggerFactory.getLogger(Outcome.class);

  private Outcome() {}

  /**
   * Gives {@code follow} the value of {@code future}, or else null and the failure. Nothing follows
   * on a future that was cancelled: that happens when the loop ends, and nobody is left whom it
   * could serve.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // Nothing is left in it.
  public static <T> void of(
      CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> follow) {
    future.whenComplete(
        (value, failure) -> {
          if (isCancelled(failure)) {
            return;
          }
          try {
            follow.accept(value, failure);
          } catch (RuntimeException | Error error) {
            LOG.error("the directory failed on what was answered", error);
          }
        });
  }

  private static boolean isCancelled(@Nullable Throwable failure) {
    @Nullable Throwable cause =
        failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof CancellationException;
  }
}
