package io.whisper.node.command;

import io.whisper.node.config.EndpointConfig;
import io.whisper.node.config.RelayConfig;
import io.whisper.node.console.Console;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.node.role.RelayRole;
import io.whisper.node.role.Running;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code whisper relay}: runs a relay until it is stopped, and beside it the endpoint that its
 * configuration may name.
 */
@Command(name = "relay", description = "Run a relay.", mixinStandardHelpOptions = true)
final class RelayCommand implements Runnable {
  @Mixin private ConsoleOptions console = new ConsoleOptions();
  @Mixin private RoleOptions role = new RoleOptions();

  @Override
  @SuppressWarnings({"try", "FutureReturnValueIgnored"}) // Held to be closed; told when it happens.
  public void run() {
    Stopwatch watch = new Stopwatch();
    Console steps = console.console();
    RelayConfig config = RelayConfig.read(role.config());
    Optional<EndpointConfig> endpoint = config.endpoint().map(EndpointConfig::read);
    try (Running running = Running.start();
        RelayRole relay =
            Started.await(
                RelayRole.start(
                    Reactor.create(ReactorOptions.defaults()),
                    config.network(),
                    config.state(),
                    config.offer()));
        Control control = Control.open(config.control(), relay::status);
        ControlledEndpoint beside = ControlledEndpoint.start(endpoint, steps)) {
      steps.step(Step.done("listening", watch.millis(), "relay listening"));
      relay
          .known()
          .thenRun(
              () ->
                  steps.step(Step.done("known", watch.millis(), "relay known to the authorities")));
      running.untilStoppedOr(beside.done());
    }
  }
}
