package io.whisper.node.command;

import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Console;
import io.whisper.node.console.Stopwatch;
import io.whisper.onion.directory.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the one-off commands for the network they use and the state they keep. */
final class NetworkOptions {
  private static final long BETWEEN_TRIES_MILLIS = 100;

  @Option(
      names = "--network",
      required = true,
      paramLabel = "FILE",
      description = "The network file: authorities and their keys.")
  private Path network = Path.of("");

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Where to keep state (default: a directory for the network and the command in the state"
              + " home, "
              + StateDirectory.HOME
              + ").")
  private @Nullable Path state;

  /** The network that the file describes. */
  Network network() {
    return Network.read(network);
  }

  /**
   * The directory for state: what {@code --state} says, or the command's own for this network, so
   * that commands may run beside each other.
   */
  Path stateDirectory(Network of, String command) {
    return state == null
        ? StateDirectory.standard().resolve(of.id().hex().substring(0, 16)).resolve(command)
        : state;
  }

  /** Opens the directory for state and locks it. */
  StateStore openState(Network of, String command) {
    return StateStore.directory(stateDirectory(of, command));
  }

  /** The same, once whoever has the directory is done with it; gives up after the patience. */
  StateStore awaitState(Network of, String command, Duration patience, Console console) {
    Stopwatch watch = new Stopwatch();
    for (boolean told = false; ; told = true) {
      try {
        return openState(of, command);
      } catch (StateException e) {
        if (!e.isInUse() || watch.millis() >= patience.toMillis()) {
          throw e;
        }
        if (!told) {
          console.progress(
              "waiting for the state directory "
                  + stateDirectory(of, command)
                  + ", which another command uses");
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while waiting for the state directory", e);
    }
  }
}
