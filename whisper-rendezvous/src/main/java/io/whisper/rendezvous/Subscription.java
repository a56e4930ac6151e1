package io.whisper.rendezvous;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The reading of a topic, until it or its endpoint is closed. Thread-safe. */
public final class Subscription implements AutoCloseable {
  private final CompletableFuture<Subscription> caughtUp = new CompletableFuture<>();
  private final Runnable onClose;

  Subscription(Runnable onClose) {
    this.onClose = onClose;
  }

  /**
   * Completes when the listener was given what was asked for of the past, and what is published
   * from now on is pushed to it. Completes exceptionally, with a {@link BoardException}, when some
   * of the past could not be read ({@link FailureReason#NOT_READ}; the subscription goes on), or
   * when the subscription was closed before.
   */
  public CompletionStage<Subscription> caughtUp() {
    return caughtUp.minimalCompletionStage();
  }

  /** The past was given, but for so many periods. */
  void caughtUp(int unread) {
    if (unread == 0) {
      caughtUp.complete(this);
    } else {
      fail(FailureReason.NOT_READ, "stores could not be read for " + unread + " time periods");
    }
  }

  void fail(FailureReason reason, String why) {
    caughtUp.completeExceptionally(new BoardException(reason, why));
  }

  /** Ends it: the listener is called no more, but for a call that has begun. */
  @Override
  public void close() {
    onClose.run();
  }

  @Override
  public String toString() {
    return "Subscription";
  }
}
