package io.whisper.onion.testkit;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.whisper.core.testkit.Patience;
import io.whisper.onion.reactor.Reactor;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * The moments in which nothing goes on among some reactors: no loop and no worker has anything to
 * do, and nothing is on its way between their sockets. Then only time can make anything happen.
 *
 * <p>To see one, all loops and workers are held up at the same moment and their queues and
 * connections are looked at.
 */
final class Stillness {
  private final Set<EventLoop> loops = new HashSet<>();
  private final Set<ThreadPoolExecutor> workers = new HashSet<>();
  private final BooleanSupplier others;

  /**
   * Looks at these reactors.
   *
   * @param others whether whoever else acts on them has nothing to do
   */
  Stillness(Collection<Reactor> reactors, BooleanSupplier others) {
    this.others = others;
    for (Reactor reactor : reactors) {
      loops.add(reactor.eventLoop());
      workers.add((ThreadPoolExecutor) reactor.handshakeWorkers());
    }
  }

  /** Waits for the next such moment. */
  void await() {
    if (!now()) {
      Awaitility.await("nothing to go on any more")
          .pollInterval(1, TimeUnit.MILLISECONDS)
          .dontCatchUncaughtExceptions() // Those are an application's that is tested.
          .until(this::now);
    }
  }

  /** Whether this is one. */
  boolean now() {
    int threads = workers.stream().mapToInt(ThreadPoolExecutor::getCorePoolSize).sum();
    CountDownLatch held = new CountDownLatch(threads + loops.size());
    CountDownLatch go = new CountDownLatch(1);
    try {
      for (ThreadPoolExecutor pool : workers) {
        for (int i = 0; i < pool.getCorePoolSize(); i++) {
          pool.execute(() -> hold(held, go));
        }
      }
      loops.forEach(loop -> loop.execute(() -> hold(held, go)));
      if (!held.await(Patience.DEFAULT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(held.getCount() + " loops or workers do not come to an end");
      }
      return loops.stream().allMatch(loop -> ((SingleThreadEventLoop) loop).pendingTasks() == 0)
          && workers.stream().allMatch(pool -> pool.getQueue().isEmpty())
          && Connections.still(loops)
          && others.getAsBoolean();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    } finally {
      go.countDown();
    }
  }

  private static void hold(CountDownLatch held, CountDownLatch go) {
    held.countDown();
    try {
      go.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
