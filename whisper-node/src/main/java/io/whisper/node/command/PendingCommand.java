package io.whisper.node.command;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Console;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.node.role.StatePrinter;
import io.whisper.onion.directory.Network;
import io.whisper.rendezvous.Delivery;
import io.whisper.rendezvous.DeliveryState;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code whisper pending}: waits for messages that earlier sends left at stores. */
@Command(
    name = "pending",
    description = "Wait for messages that earlier sends left at stores.",
    mixinStandardHelpOptions = true)
final class PendingCommand implements Runnable {
  @Mixin private ConsoleOptions console = new ConsoleOptions();
  @Mixin private NetworkOptions network = new NetworkOptions();

  @Option(
      names = "--identity",
      paramLabel = "FILE",
      description = "The identity of these sends, where they had one.")
  private @Nullable Path identity;

  @Option(
      names = "--timeout",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description = "How long to wait (default: ${DEFAULT-VALUE}).",
      defaultValue = "60s")
  private Duration timeout = Duration.ofSeconds(60);

  @Override
  @SuppressWarnings("try") // Some of what is held is only to be closed.
  public void run() {
    Stopwatch watch = new Stopwatch();
    Network joined = network.network();
    try (StateStore state = network.awaitState(joined, "send", timeout, console.console());
        Identity sender = SenderIdentity.of(identity, network.stateDirectory(joined, "send"));
        Whisper whisper = Whisper.join(joined, WhisperOptions.defaults().withState(state));
        Endpoint endpoint = whisper.endpoint(sender);
        StatePrinter states = new StatePrinter(console.console()).attach(whisper)) {
      await(endpoint, watch);
    }
  }

  private void await(Endpoint endpoint, Stopwatch watch) {
    Console steps = console.console();
    Deadline deadline = new Deadline(watch, timeout);
    List<CompletableFuture<DeliveryState>> ends = new ArrayList<>();
    try {
      List<Delivery> all = deadline.await(endpoint.pending());
      all.forEach(delivery -> ends.add(show(steps, delivery, watch)));
      deadline.awaitAll(ends);
    } catch (TimeoutException e) {
      throw new CommandException(
          Deadline.unfinished(ends) + " messages still wait after " + timeout.toSeconds() + " s",
          e);
    }
    if (ends.stream().anyMatch(end -> end.join() != DeliveryState.DELIVERED)) {
      throw new CommandException("not all messages were delivered");
    }
  }

  /** Prints the states of a message with the address that it goes to, and completes at the last. */
  private static CompletableFuture<DeliveryState> show(
      Console steps, Delivery delivery, Stopwatch watch) {
    CompletableFuture<DeliveryState> end = new CompletableFuture<>();
    delivery.onState(
        reached -> {
          try {
            if (reached != DeliveryState.QUEUED) {
              Step step = SendCommand.step(delivery, reached, watch.millis());
              steps.step(SendCommand.addressed(step, delivery));
            }
          } catch (CommandException unseen) {
            end.completeExceptionally(unseen);
          }
          if (reached.isFinal()) {
            end.complete(reached);
          }
        });
    return end;
  }
}
