package io.whisper.node.role;

import io.whisper.core.address.Address;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Console;
import io.whisper.node.console.Printable;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints an endpoint's address once it can be reached, and then each message as one line, those of
 * sessions included.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class MessagePrinter {
  /** What the other lines begin with that commands print which print messages. */
  private static final List<String> OTHER_LINES =
      List.of("address ", "relay listening", "relay known ");

  private static final long MAILBOX_PATIENCE_SECONDS = 10;

  private final Console console;
  private final AtomicLong awaited;
  private final Stopwatch watch = new Stopwatch();
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /** A printer that is done after this many messages. */
  public MessagePrinter(Console console, long count) {
    this.console = console;
    this.awaited = new AtomicLong(count);
  }

  /** Begins to listen at the endpoint. */
  public void attach(Endpoint endpoint) {
    endpoint.onMessage(this::print);
    endpoint.onSession(session -> session.onMessage(this::print));
    endpoint
        .published()
        .whenComplete(
            (reachable, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
                return;
              }
              // Who reads the address may end this at once, and count on the mailbox.
              endpoint
                  .mailbox()
                  .toCompletableFuture()
                  .orTimeout(MAILBOX_PATIENCE_SECONDS, TimeUnit.SECONDS)
                  .whenComplete((placed, late) -> showAddress(endpoint));
            });
  }

  private void showAddress(Endpoint endpoint) {
    String address = endpoint.address().toString();
    show(Step.done("address", watch.millis(), "address " + address).with("address", address));
  }

  /** Completes when all messages were printed that it was to wait for. */
  public CompletableFuture<Void> done() {
    return done;
  }

  private void print(Message message) {
    print(message.payload(), message.sender());
  }

  /** Prints a message of somebody whose address is proven, or of nobody in particular. */
  void print(byte[] payload, Optional<Address> from) {
    Step step =
        Printable.in(
            Step.done("message", watch.millis(), Printable.line(payload, OTHER_LINES)), payload);
    show(from.map(sender -> step.with("sender", sender.toString())).orElse(step));
    // What still comes before the endpoint is closed is taken, and so it is printed as well.
    if (awaited.decrementAndGet() <= 0) {
      done.complete(null);
    }
  }

  /** Prints a step; when nobody can read it there is nothing left to wait for. */
  private void show(Step step) {
    try {
      console.step(step);
    } catch (CommandException e) {
      done.completeExceptionally(e);
      throw e;
    }
  }
}
