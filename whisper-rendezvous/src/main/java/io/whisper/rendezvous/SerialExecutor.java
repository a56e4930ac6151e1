package io.whisper.rendezvous;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other, in the order given, on an executor of the application.
 *
 * <p>A task that throws is logged and does not keep the next from running. When the application has
 * ended its executor the tasks are let go.
 */
final class SerialExecutor implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

  private final Executor executor;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  SerialExecutor(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    start();
  }

  private void start() {
    try {
      executor.execute(this::runNext);
    } catch (RejectedExecutionException ended) {
      LOG.debug("the application's executor takes no more tasks");
      synchronized (tasks) {
        tasks.clear();
        running = false;
      }
    }
  }

  private void runNext() {
    Runnable task;
    synchronized (tasks) {
      task = tasks.remove();
    }
    try {
      task.run();
    } catch (RuntimeException failure) {
      LOG.warn("a listener of the application failed", failure);
    } finally {
      boolean more;
      synchronized (tasks) {
        more = !tasks.isEmpty();
        running = more;
      }
      if (more) {
        start();
      }
    }
  }
}
