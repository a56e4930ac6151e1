package io.whisper.onion.reactor;

import io.netty.channel.EventLoop;
import io.whisper.core.time.Cancellable;
import io.whisper.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Another time source whose tasks run on the loop, and no more once the role has closed. */
final class LoopTime implements TimeSource {

  private final TimeSource source;
  private final EventLoop loop;
  private final BooleanSupplier closed;

  LoopTime(TimeSource source, EventLoop loop, BooleanSupplier closed) {
    this.source = source;
    this.loop = loop;
    this.closed = closed;
  }

  @Override
  public Instant now() {
    return source.now();
  }

  @Override
  public Cancellable after(Duration delay, Runnable task) {
    Timer timer = new Timer(Objects.requireNonNull(task, "task"));
    timer.scheduled = source.after(delay, timer);
    return timer;
  }

  /** One task: fired by the source on any thread, run on the loop unless called off by then. */
  private final class Timer implements Runnable, Cancellable {
    private final Runnable task;
    private volatile boolean cancelled;
    volatile @Nullable Cancellable scheduled;

    Timer(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (loop.inEventLoop()) {
        runOnLoop();
      } else if (!loop.isShuttingDown()) {
        loop.execute(this::runOnLoop);
      }
    }

    private void runOnLoop() {
      if (!cancelled && !closed.getAsBoolean()) {
        task.run();
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      Cancellable timer = scheduled;
      if (timer != null) {
        timer.cancel();
      }
    }
  }
}
