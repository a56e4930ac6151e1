package io.whisper.node.command;

import io.whisper.node.config.EndpointConfig;
import io.whisper.node.role.Running;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code whisper endpoint}: runs a hidden endpoint that prints its address and what arrives. */
@Command(
    name = "endpoint",
    description = "Run a hidden endpoint, which prints its address and the messages that arrive.",
    mixinStandardHelpOptions = true)
final class EndpointCommand implements Runnable {
  @Mixin private ConsoleOptions console = new ConsoleOptions();
  @Mixin private RoleOptions role = new RoleOptions();

  @Override
  @SuppressWarnings("try") // Some of what is held is only to be closed.
  public void run() {
    EndpointConfig config = EndpointConfig.read(role.config());
    try (Running running = Running.start();
        ControlledEndpoint endpoint =
            ControlledEndpoint.start(Optional.of(config), console.console())) {
      running.untilStoppedOr(endpoint.done());
    }
  }
}
