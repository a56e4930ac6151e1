package io.whisper.onion.reactor;

import io.netty.channel.EventLoop;
import io.whisper.core.time.Cancellable;
import io.whisper.core.time.TimeSource;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The event loop of one role with its time, its randomness and its workers.
 *
 * <p>All links, circuits, sessions and directory state of a role are confined to this loop and need
 * no locks. Public-key work goes to the workers through {@link #compute} and comes back to the
 * loop. All methods may be called from any thread.
 */
public final class Reactor implements RoleLoop, AutoCloseable {

  private static final long CLOSE_SECONDS = 5;

  private final EventLoop loop;
  private final Workers workers;
  private final @Nullable ReactorPool own;
  private final TimeSource time;
  private final SecureRandom random;
  private final LongSupplier ticker;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Set<Closing> closings = new LinkedHashSet<>(); // confined to the loop

  private Reactor(ReactorOptions options) {
    ReactorPool shared = options.pool();
    this.own =
        shared == null ? ReactorPool.create(ReactorPoolOptions.defaults().withLoops(1)) : null;
    ReactorPool pool = shared == null ? Objects.requireNonNull(own) : shared;
    this.loop = pool.next();
    this.workers = pool.workers();
    TimeSource source = options.time();
    this.time = new LoopTime(source == null ? TimeSource.system(loop) : source, loop, closed::get);
    SecureRandom given = options.random();
    this.random = given == null ? new SecureRandom() : given;
    LongSupplier ticks = options.ticker();
    this.ticker = ticks == null ? System::nanoTime : ticks;
  }

  /** A reactor made from these options. */
  public static Reactor create(ReactorOptions options) {
    return new Reactor(options);
  }

  /** The loop as an executor: what it is given runs later and on the loop. */
  public Executor loop() {
    return this::execute;
  }

  /** Whether the caller is on the loop. */
  public boolean inLoop() {
    return loop.inEventLoop();
  }

  /**
   * Enqueues a task for the loop, also when the caller is on it. A task given after the loop has
   * ended is let go: nobody is left whom it could serve.
   */
  @Override
  public void execute(Runnable task) {
    enqueue(task);
  }

  /** Runs a task on the loop: at once when the caller is on it, otherwise as {@link #execute}. */
  public void run(Runnable task) {
    if (inLoop()) {
      task.run();
    } else {
      enqueue(task);
    }
  }

  /**
   * The same as {@link #execute} for a task that somebody waits for: answers false when the loop
   * has ended and the task is let go.
   */
  public boolean tryExecute(Runnable task) {
    return enqueue(task);
  }

  /** The role's time. Tasks given to it run on the loop, and none after {@link #close}. */
  @Override
  public TimeSource time() {
    return time;
  }

  @Override
  public SecureRandom random() {
    return random;
  }

  /** Real time that has passed since any moment: what a role's time may run ahead of. */
  public Duration ticked() {
    return Duration.ofNanos(ticker.getAsLong());
  }

  /**
   * Runs work on the workers and completes the future on the loop. When too much work waits already
   * the future has failed with {@link Busy} on return.
   */
  @Override
  public <T> CompletableFuture<T> compute(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    if (!workers.offer(() -> computeNow(work, result))) {
      result.completeExceptionally(new Busy());
    }
    return result;
  }

  private <T> void computeNow(Supplier<T> work, CompletableFuture<T> result) {
    Runnable completion;
    try {
      T value = work.get();
      completion = () -> result.complete(value);
    } catch (RuntimeException | Error failure) {
      completion = () -> result.completeExceptionally(failure);
    }
    if (!enqueue(completion)) {
      result.cancel(false);
    }
  }

  /**
   * Runs a question on the loop and completes the future there; at once when the caller is on the
   * loop already. The future is cancelled when the loop has ended.
   */
  public <T> CompletableFuture<T> call(Supplier<T> question) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable asked =
        () -> {
          try {
            result.complete(question.get());
          } catch (RuntimeException | Error failure) {
            result.completeExceptionally(failure);
          }
        };
    if (inLoop()) {
      asked.run();
    } else if (!enqueue(asked)) {
      result.cancel(false);
    }
    return result;
  }

  /** The loop itself: for the sockets of {@code io.whisper.onion.link} only. */
  @SuppressWarnings("exports")
  public EventLoop eventLoop() {
    return loop;
  }

  /** The workers without the bound of {@link #compute}: for the handshakes of TLS only. */
  public Executor handshakeWorkers() {
    return workers.unbounded();
  }

  /**
   * Asks that a task run on the loop when the reactor closes: how sockets and native memory end
   * with their role. The answer calls it off. To be called on the loop.
   */
  public Cancellable onClose(Runnable task) {
    Closing closing = new Closing(task);
    if (closed.get()) {
      task.run();
      return () -> {};
    }
    closings.add(closing);
    return () -> closings.remove(closing);
  }

  /** One task for the end; compared by identity, as the same task may be asked for twice. */
  private static final class Closing {
    private final Runnable task;

    Closing(Runnable task) {
      this.task = task;
    }
  }

  /**
   * Ends the role's links and timers, and its threads unless they are shared. Waits until that is
   * done unless called on the loop.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (inLoop()) {
      runClosings(done);
    } else if (enqueue(() -> runClosings(done))) {
      try {
        done.get(CLOSE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException tooBusy) {
        // The loop runs the tasks when it comes to them; there is nothing to wait for.
      }
    }
    if (own != null) {
      own.close();
    }
  }

  private void runClosings(CompletableFuture<Void> done) {
    List<Closing> all = new ArrayList<>(closings);
    closings.clear();
    try {
      all.forEach(closing -> closing.task.run());
    } finally {
      done.complete(null);
    }
  }

  private boolean enqueue(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException ended) {
      return false;
    }
  }

  /** Says that the workers have more to do than they may queue. */
  public static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** As every {@link RoleLoop} says it. */
    public Busy() {
      super("the workers have reached the bound of their queue", null, false, false);
    }
  }
}
