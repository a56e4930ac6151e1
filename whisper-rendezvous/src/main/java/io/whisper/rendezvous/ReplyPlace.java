package io.whisper.rendezvous;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The place of the one reply to a message: a reply comes into it, or it is settled that none will.
 * Thread-safe.
 */
final class ReplyPlace {
  private final Executor completing;
  private final CompletableFuture<Message> reply = new CompletableFuture<>();
  private boolean settled;
  private boolean claimed;
  private @Nullable DeliveryException givenUp;
  private @Nullable Runnable onSettled;

  /** An empty place, whose future completes on this executor. */
  ReplyPlace(Executor completing) {
    this.completing = completing;
  }

  /** Completes with the reply, or exceptionally when there will be none. */
  CompletableFuture<Message> reply() {
    return reply;
  }

  /** Adds what is run, in the thread that causes it, when a reply came or none will come. */
  void onSettled(Runnable task) {
    synchronized (this) {
      if (!settled) {
        Runnable before = onSettled;
        onSettled =
            before == null
                ? task
                : () -> {
                  before.run();
                  task.run();
                };
        return;
      }
    }
    task.run();
  }

  /**
   * Keeps the place for a reply that came and is not taken yet: nothing else settles it until
   * {@link #giveClaimed} or {@link #release}. Answers false when there is no place.
   */
  synchronized boolean claim() {
    if (settled || claimed) {
      return false;
    }
    claimed = true;
    return true;
  }

  /** The reply that the place was kept for is taken. */
  void giveClaimed(Message message) {
    synchronized (this) {
      claimed = false;
    }
    give(message);
  }

  /** The reply that the place was kept for is not taken: what happened meanwhile holds. */
  void release() {
    DeliveryException why;
    synchronized (this) {
      claimed = false;
      why = givenUp;
    }
    if (why != null) {
      none(why);
    }
  }

  /** A reply came; answers whether it is the first. */
  boolean give(Message message) {
    if (!settle(null)) {
      return false;
    }
    completing.execute(() -> reply.complete(message));
    settled();
    return true;
  }

  /** No reply will come any more. */
  void none(DeliveryException why) {
    if (settle(why)) {
      completing.execute(() -> reply.completeExceptionally(why));
      settled();
    }
  }

  private synchronized boolean settle(@Nullable DeliveryException why) {
    if (claimed) {
      givenUp = why == null ? givenUp : why;
      return false;
    }
    boolean first = !settled;
    settled = true;
    return first;
  }

  private void settled() {
    Runnable task;
    synchronized (this) {
      task = onSettled;
    }
    if (task != null) {
      task.run();
    }
  }

  @Override
  public String toString() {
    return "ReplyPlace";
  }
}
