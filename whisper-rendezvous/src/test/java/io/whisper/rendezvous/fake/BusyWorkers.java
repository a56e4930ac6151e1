package io.whisper.rendezvous.fake;

import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorPoolOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The workers of a reactor, which refuse everything until this is closed. */
public final class BusyWorkers implements AutoCloseable {
  private final CountDownLatch held = new CountDownLatch(ReactorPoolOptions.defaults().workers());
  private final CountDownLatch free = new CountDownLatch(1);

  private BusyWorkers() {}

  /** Gives them more to do than they may queue, once they did what they had; not on their loop. */
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for it.
  public static BusyWorkers of(Reactor reactor) {
    BusyWorkers busy = new BusyWorkers();
    ReactorPoolOptions pool = ReactorPoolOptions.defaults();
    for (int i = 0; i < pool.workers(); i++) {
      reactor.compute(busy::hold);
    }
    busy.awaitHeld();
    for (int i = 0; i < pool.queuedWork(); i++) {
      if (reactor.compute(busy::hold).isCompletedExceptionally()) {
        return busy;
      }
    }
    busy.close();
    throw new AssertionError("the workers took more than " + pool.queuedWork() + " pieces of work");
  }

  private void awaitHeld() {
    try {
      if (!held.await(1, TimeUnit.MINUTES)) {
        close();
        throw new AssertionError("the workers did not come to it within a minute");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hold() {
    held.countDown();
    try {
      return free.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Lets them do what they have, and take more. */
  @Override
  public void close() {
    free.countDown();
  }
}
