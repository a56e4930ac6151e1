package io.whisper.onion.reactor;

import io.whisper.core.time.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * The end of something that lives on a loop: it comes once, when somebody closes it, on any thread,
 * or with the reactor. Confined to the loop but for {@link #close}.
 */
public final class LoopEnd implements AutoCloseable {
  private final Reactor reactor;
  private final Runnable release;
  private @Nullable Cancellable withReactor;
  private boolean reached;

  /** An end at which {@code release} runs, on the loop. */
  public LoopEnd(Reactor reactor, Runnable release) {
    this.reactor = reactor;
    this.release = release;
  }

  /** Has the end come with the reactor's at the latest: from now on there is what to release. */
  public void comeWithReactor() {
    withReactor = reactor.onClose(this::reach);
  }

  /** Whether it has come. */
  public boolean reached() {
    return reached;
  }

  /** Brings the end about, if it has not come; may be called from any thread. */
  @Override
  public void close() {
    reactor.run(this::reach);
  }

  private void reach() {
    if (reached) {
      return;
    }
    reached = true;
    if (withReactor != null) {
      withReactor.cancel();
    }
    release.run();
  }
}
