package io.whisper.rendezvous.overlay;

import io.whisper.core.time.Cancellable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a circuit that somebody waits on from being taken for forgotten: word at a random
 * moment in the second half of five minutes, and so on. Confined to the loop.
 */
public final class KeepAlive {
  /** Relays end circuits on which nothing came for 10 minutes; nobody may write for hours. */
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  private final Overlay overlay;
  private final Runnable word;
  private @Nullable Cancellable next;

  /**
   * Does nothing before {@link #start}.
   *
   * @param word says something on the circuit
   */
  public KeepAlive(Overlay overlay, Runnable word) {
    this.overlay = overlay;
    this.word = word;
  }

  /** Begins; once. */
  public void start() {
    long half = INTERVAL.toMillis() / 2;
    Duration wait = Duration.ofMillis(half + overlay.random().nextLong(half));
    next =
        overlay
            .time()
            .after(
                wait,
                () -> {
                  start();
                  word.run();
                });
  }

  /** Ends it, whether it began or not. */
  public void close() {
    if (next != null) {
      next.cancel();
    }
  }
}
