package io.whisper.node.demo;

import io.whisper.node.console.CommandException;
import io.whisper.rendezvous.Message;
import io.whisper.rendezvous.Session;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** Numbered messages over a session, each sent when the echo of the one before has come. */
final class Echoes {
  private final Session session;
  private final int count;
  private final int size;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private int number;

  /** So many messages of {@code size} bytes. */
  Echoes(Session session, int count, int size) {
    this.session = session;
    this.count = count;
    this.size = size;
  }

  /** Sends the first. */
  synchronized void start() {
    session.onMessage(this::received);
    session.send(Payloads.numbered(number, size));
  }

  private synchronized void received(Message echo) {
    if (!Arrays.equals(echo.payload(), Payloads.numbered(number, size))) {
      done.completeExceptionally(new CommandException("echo " + number + " is not what was sent"));
    } else if (++number == count) {
      done.complete(null);
    } else {
      session.send(Payloads.numbered(number, size));
    }
  }

  /** Completes when all echoes came, each once and in order. */
  CompletableFuture<Void> done() {
    return done;
  }
}
