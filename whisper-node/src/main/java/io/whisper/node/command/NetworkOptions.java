package io.whisper.node.command;

import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.Network;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the one-off commands for the network they use and the state they keep. */
final class NetworkOptions {
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
          "Where to keep state (default: a directory for the network in the state directory).")
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
}
