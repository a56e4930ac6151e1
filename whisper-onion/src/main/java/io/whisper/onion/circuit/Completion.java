package io.whisper.onion.circuit;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done when a future completes, with its value or with its failure. */
@FunctionalInterface
interface Completion<T> {
  /** Exactly one of the two is not null. */
  void done(@Nullable T value, @Nullable Throwable failure);

  /** Has this done; what it throws is logged, as there is nobody to whom it could be thrown. */
  @SuppressWarnings("FutureReturnValueIgnored") // its failures are logged
  static <T> void of(CompletableFuture<T> future, Completion<T> completion) {
    future.whenComplete(
        (value, failure) -> {
          try {
            completion.done(value, failure);
          } catch (RuntimeException mistake) {
            Logger log = LoggerFactory.getLogger(Completion.class);
            log.error("what was to follow a computation failed", mistake);
          }
        });
  }
}
