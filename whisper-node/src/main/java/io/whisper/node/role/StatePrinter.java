package io.whisper.node.role;

import io.whisper.node.console.Console;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Tells the person at the console when the network is not as it should be and when it is again:
 * nothing while it is joined as usual.
 */
public final class StatePrinter implements AutoCloseable {
  /** How long joining a network may take before the state is worth a line. */
  private static final long PATIENCE_SECONDS = 10;

  private final Console console;
  private String last = "";
  private boolean troubled;
  private boolean closed;

  /** A printer of progress: it prints nothing with {@code --json}. */
  public StatePrinter(Console console) {
    this.console = console;
  }

  /** Begins to watch. */
  public StatePrinter attach(Whisper whisper) {
    whisper.onState(this::entered);
    CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .execute(() -> stillStarting(whisper.state()));
    return this;
  }

  /** The state is another one. */
  synchronized void entered(WhisperState state) {
    switch (state.phase()) {
      case STARTING -> {
        // Reported when it takes long.
      }
      case READY -> {
        if (troubled) {
          print(state);
        }
        troubled = false;
      }
      case DEGRADED, OFFLINE -> {
        troubled = true;
        print(state);
      }
    }
  }

  /** The patience is over. */
  synchronized void stillStarting(WhisperState state) {
    if (state.phase() == WhisperState.Phase.STARTING) {
      troubled = true;
      print(state);
    }
  }

  private void print(WhisperState state) {
    // What is tried changes often; the line says what it is now, once for each trouble.
    String trouble = state.phase() + state.reason().split(";", 2)[0];
    if (!closed && !trouble.equals(last)) {
      last = trouble;
      console.progress("network " + state);
    }
  }

  /** Prints nothing more: that an instance is closed is no news to who closes it. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
