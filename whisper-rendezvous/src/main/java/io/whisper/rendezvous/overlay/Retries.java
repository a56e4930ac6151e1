package io.whisper.rendezvous.overlay;

import io.whisper.core.time.Cancellable;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What must be done and cannot be at once: it is tried again after a pause, then after longer ones,
 * until it works or is called off. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class Retries {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final RoleLoop loop;
  private final Duration firstPause;
  private final Duration longestPause;
  private final Set<Waiting> all = new HashSet<>();
  private boolean closed;

  /** What waits for its next try; equal to itself only. */
  private static final class Waiting {
    private final Runnable calledOff;
    private @Nullable Cancellable timer;

    Waiting(Runnable calledOff) {
      this.calledOff = calledOff;
    }

    void end() {
      if (timer != null) {
        timer.cancel();
      }
      calledOff.run();
    }
  }

  /** Tries after a second, and then up to a minute later. */
  public Retries(RoleLoop loop) {
    this(loop, FIRST_PAUSE, LONGEST_PAUSE);
  }

  /** Tries after pauses that grow from {@code firstPause} to {@code longestPause}. */
  public Retries(RoleLoop loop, Duration firstPause, Duration longestPause) {
    this.loop = loop;
    this.firstPause = firstPause;
    this.longestPause = longestPause;
  }

  /** The pauses between the tries of one thing. */
  public Pause pause() {
    return new Pause(loop.random(), firstPause, longestPause);
  }

  /** Runs a task after the next pause; not at all when this is closed by then. */
  public void later(Pause pause, Runnable task) {
    later(pause, task, () -> {});
  }

  private void later(Pause pause, Runnable task, Runnable calledOff) {
    if (closed) {
      calledOff.run();
      return;
    }
    Waiting waiting = new Waiting(calledOff);
    all.add(waiting);
    waiting.timer =
        loop.time()
            .after(
                pause.next(),
                () -> {
                  all.remove(waiting);
                  task.run();
                });
  }

  /**
   * Has workers do something, however often they have too much to do; completes as {@link
   * #compute(Supplier, Predicate)}.
   */
  public <T> CompletableFuture<T> compute(Supplier<T> work) {
    return compute(work, Retries::areBusy);
  }

  /** Whether something failed only because workers have too much to do. */
  public static boolean areBusy(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof Reactor.Busy;
  }

  /**
   * Has workers do something until it works. Completes on the loop with what came of it;
   * exceptionally, with the last failure, when this is closed meanwhile.
   *
   * @param again whether it is to be tried again after this failure
   */
  public <T> CompletableFuture<T> compute(Supplier<T> work, Predicate<Throwable> again) {
    CompletableFuture<T> done = new CompletableFuture<>();
    attempt(work, again, pause(), done);
    return done;
  }

  private <T> void attempt(
      Supplier<T> work, Predicate<Throwable> again, Pause pause, CompletableFuture<T> done) {
    loop.compute(work)
        .whenComplete(
            (result, failure) -> {
              if (failure == null) {
                done.complete(result);
              } else if (again.test(failure)) {
                later(
                    pause,
                    () -> attempt(work, again, pause, done),
                    () -> done.completeExceptionally(failure));
              } else {
                done.completeExceptionally(failure);
              }
            });
  }

  /** Tries nothing again. */
  public void close() {
    closed = true;
    Set<Waiting> left = Set.copyOf(all);
    all.clear();
    left.forEach(Waiting::end);
  }

  @Override
  public String toString() {
    return "Retries";
  }
}
