package io.whisper.node.role;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The time during which a process serves: until something in it is done or the operating system
 * asks it to stop.
 *
 * <p>Opened before everything that the process holds, and so closed after it: a process that is
 * asked to stop (SIGTERM, SIGINT) ends when this is closed, after 5 seconds at the latest.
 */
public final class Running implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  private Running() {}

  /** Begins to heed the operating system. */
  public static Running start() {
    Running running = new Running();
    Runtime.getRuntime().addShutdownHook(new Thread(running::stop, "whisper-stop"));
    return running;
  }

  /** Waits until the process is asked to stop, or the future completes; throws what failed it. */
  public void untilStoppedOr(CompletableFuture<Void> done) {
    try {
      CompletableFuture.anyOf(over, done).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void stop() {
    over.complete(null);
    try {
      if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
