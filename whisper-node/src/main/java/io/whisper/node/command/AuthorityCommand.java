package io.whisper.node.command;

import io.whisper.node.config.AuthorityConfig;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.node.role.AuthorityRole;
import io.whisper.node.role.Running;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.onion.relay.RelaySettings;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code whisper authority}: runs a directory authority until it is stopped. */
@Command(
    name = "authority",
    description = "Run a directory authority.",
    mixinStandardHelpOptions = true)
final class AuthorityCommand implements Runnable {
  @Mixin private ConsoleOptions console = new ConsoleOptions();
  @Mixin private RoleOptions role = new RoleOptions();

  @Override
  @SuppressWarnings("try") // Some of what is held is only to be closed.
  public void run() {
    Stopwatch watch = new Stopwatch();
    AuthorityConfig config = AuthorityConfig.read(role.config());
    RelaySettings settings =
        RelaySettings.builder(config.listen().toArray(new InetSocketAddress[0])).build();
    try (Running running = Running.start();
        AuthorityRole authority =
            Started.await(
                AuthorityRole.start(
                    Reactor.create(ReactorOptions.defaults()),
                    config.network(),
                    config.state(),
                    settings));
        Control control = Control.open(config.control(), authority::status)) {
      console.console().step(Step.done("listening", watch.millis(), "authority listening"));
      running.untilStoppedOr(new CompletableFuture<>());
    }
  }
}
