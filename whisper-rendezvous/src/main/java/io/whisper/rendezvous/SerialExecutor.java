package io.whisper.rendezvous;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other, in the order given, on an executor of the application.
 *
 * <p>A task that throws is logged and does not keep the next from running. When the application has
 * ended its executor the tasks are let go, but for those that somebody waits for.
 */
final class SerialExecutor implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

  private final Executor executor;
  private final Queue<Task> tasks = new ArrayDeque<>();
  private boolean running;

  /** What is to be run, and whether it is when the executor takes nothing more. */
  private record Task(Runnable runnable, boolean anyway) {}

  SerialExecutor(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    add(new Task(task, false));
  }

  /**
   * Runs a task that somebody waits for: in the thread that finds out when the application has
   * ended its executor.
   */
  void executeAnyway(Runnable task) {
    add(new Task(task, true));
  }

  /**
   * Runs a task on the executor, in no order with others; in this thread when the application has
   * ended the executor, for whoever still waits must not wait for ever.
   */
  void executeApart(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException ended) {
      task.run();
    }
  }

  private void add(Task task) {
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
      List<Task> left;
      synchronized (tasks) {
        left = List.copyOf(tasks);
        tasks.clear();
        running = false;
      }
      left.stream().filter(Task::anyway).forEach(each -> run(each.runnable()));
    }
  }

  private void runNext() {
    Task task;
    synchronized (tasks) {
      task = tasks.remove();
    }
    try {
      run(task.runnable());
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

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException failure) {
      LOG.warn("a listener of the application failed", failure);
    }
  }
}
