package io.whisper.node.role;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What a start that failed has to give back. */
final class Closing {
  private Closing() {}

  /**
   * The start's future; when it fails, or cannot begin, the resources are closed in their order.
   */
  static <T> CompletableFuture<T> onFailure(
      Supplier<CompletableFuture<T>> start, AutoCloseable... resources) {
    CompletableFuture<T> started;
    try {
      started = start.get();
    } catch (RuntimeException e) {
      started = CompletableFuture.failedFuture(e);
    }
    return started.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            all(resources, failure);
          }
        });
  }

  private static void all(AutoCloseable[] resources, Throwable failure) {
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
  }
}
