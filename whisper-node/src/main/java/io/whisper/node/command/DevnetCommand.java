package io.whisper.node.command;

import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.node.devnet.LocalNetwork;
import io.whisper.node.role.Running;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code whisper devnet}: a local network that stays up. */
@Command(
    name = "devnet",
    description = "Run a local network that stays up; the other commands use DIR/network.toml.",
    mixinStandardHelpOptions = true)
final class DevnetCommand implements Runnable {
  private static final int LEAST_RELAYS = 5;
  private static final int MOST_RELAYS = 100;

  @Mixin private ConsoleOptions console = new ConsoleOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "Where the network file and all state lie; a network that is there goes on.")
  private Path directory = Path.of("");

  @Option(
      names = "--relays",
      paramLabel = "N",
      description = "How many relays, 5 to 100 (default: ${DEFAULT-VALUE}).",
      defaultValue = "8")
  private int relays = 8;

  @Override
  @SuppressWarnings("try") // Some of what is held is only to be closed.
  public void run() {
    if (relays < LEAST_RELAYS || relays > MOST_RELAYS) {
      throw new ParameterException(
          spec.commandLine(),
          "--relays is " + relays + ", expected " + LEAST_RELAYS + " to " + MOST_RELAYS);
    }
    Stopwatch watch = new Stopwatch();
    try (Running running = Running.start();
        LocalNetwork network = LocalNetwork.start(directory, relays)) {
      CompletableFuture<Void> ready =
          ready(network)
              .thenRun(
                  () ->
                      console
                          .console()
                          .step(
                              Step.done("ready", watch.millis(), "ready: " + network.networkFile())
                                  .with("network", network.networkFile().toString())));
      running.untilStoppedOr(ready.thenCompose(up -> new CompletableFuture<Void>()));
    }
  }

  /** Completes when a newcomer could send. */
  private static CompletableFuture<Void> ready(LocalNetwork network) {
    Whisper newcomer =
        Whisper.join(network.network(), WhisperOptions.defaults().withPool(network.pool()));
    return newcomer.ready().toCompletableFuture().thenAccept(Whisper::close);
  }
}
