package io.whisper.core.testkit;

import io.whisper.core.time.Cancellable;
import io.whisper.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only when a test says so. Tasks run in the thread that advances, in the order in
 * which they are due. Thread-safe.
 */
public final class VirtualTime implements TimeSource {
  /** The moment at which every virtual time begins. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private Instant now = START;
  private long nextOrder;

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized Cancellable after(Duration delay, Runnable action) {
    Instant due = delay.isNegative() ? now : now.plus(delay);
    Task task = new Task(due, nextOrder++, action);
    tasks.add(task);
    return () -> remove(task);
  }

  /** Lets {@code duration} pass, running what falls due in it, also what those tasks ask for. */
  public void advance(Duration duration) {
    Instant end = now().plus(duration);
    for (Task task = nextDue(end); task != null; task = nextDue(end)) {
      task.action.run();
    }
    reach(end);
  }

  /** Runs what is due at this moment, time standing still. */
  public void runDue() {
    advance(Duration.ZERO);
  }

  /** When the next task is due; empty when none waits. */
  public synchronized Optional<Instant> next() {
    return Optional.ofNullable(tasks.peek()).map(task -> task.due);
  }

  /** The number of tasks that wait. */
  public synchronized int pending() {
    return tasks.size();
  }

  private synchronized void remove(Task task) {
    tasks.remove(task);
  }

  private synchronized @Nullable Task nextDue(Instant end) {
    Task task = tasks.peek();
    if (task == null || task.due.isAfter(end)) {
      return null;
    }
    tasks.remove();
    reach(task.due);
    return task;
  }

  private synchronized void reach(Instant moment) {
    if (moment.isAfter(now)) {
      now = moment;
    }
  }

  private record Task(Instant due, long order, Runnable action) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byDue = due.compareTo(other.due);
      return byDue != 0 ? byDue : Long.compare(order, other.order);
    }
  }
}
