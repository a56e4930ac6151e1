package io.whisper.node.command;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.node.console.Console;
import io.whisper.node.role.IdentityFile;
import io.whisper.node.role.MessagePrinter;
import io.whisper.node.role.Running;
import io.whisper.node.role.StatePrinter;
import io.whisper.onion.directory.Network;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code whisper listen}: prints its address and then the messages that arrive there. */
@Command(
    name = "listen",
    description = "Print an address and then the messages that arrive there, one a line.",
    mixinStandardHelpOptions = true)
final class ListenCommand implements Runnable {
  @Mixin private ConsoleOptions console = new ConsoleOptions();
  @Mixin private NetworkOptions network = new NetworkOptions();

  @Option(
      names = "--identity",
      paramLabel = "FILE",
      description =
          "Whose messages (default: identity in the directory of --state, made when missing).")
  private @Nullable Path identity;

  @Option(
      names = "--count",
      paramLabel = "N",
      converter = CountConverter.class,
      description = "End after this many messages (default: go on until stopped).")
  private long count = Long.MAX_VALUE;

  @Override
  @SuppressWarnings("try") // Some of what is held is only to be closed.
  public void run() {
    Console steps = console.console();
    Network joined = network.network();
    Path directory = network.stateDirectory(joined, "listen");
    Path file = identity == null ? directory.resolve("identity") : identity;
    try (Running running = Running.start();
        StateStore state = network.openState(joined, "listen");
        Identity recipient = IdentityFile.loadOrMake(file);
        Whisper whisper = Whisper.join(joined, WhisperOptions.defaults().withState(state));
        Endpoint endpoint = whisper.endpoint(recipient);
        StatePrinter states = new StatePrinter(steps).attach(whisper)) {
      MessagePrinter printer = new MessagePrinter(steps, count);
      printer.attach(endpoint);
      running.untilStoppedOr(printer.done());
    }
  }
}
