package io.whisper.node.command;

import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.node.console.Console;
import io.whisper.node.role.PostPrinter;
import io.whisper.node.role.Running;
import io.whisper.node.role.StatePrinter;
import io.whisper.onion.directory.Network;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.SubscribeOptions;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code whisper subscribe}: prints what is published on a topic. */
@Command(
    name = "subscribe",
    description = "Print what is published on a topic, one post a line.",
    mixinStandardHelpOptions = true)
final class SubscribeCommand implements Runnable {
  @Mixin private ConsoleOptions console = new ConsoleOptions();
  @Mixin private NetworkOptions network = new NetworkOptions();
  @Mixin private TopicOptions topic = new TopicOptions();
  @Mixin private ProfileOptions profile = new ProfileOptions();

  @Option(
      names = "--since",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description = "Print what was published in this time before, too (default: nothing of it).")
  private @Nullable Duration since;

  @Option(
      names = "--count",
      converter = CountConverter.class,
      paramLabel = "N",
      description = "End after this many posts (default: go on until stopped).")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--ask-authors",
      description =
          "Ask authors that posts name whether it is so. They learn that somebody reads, not who.")
  private boolean asking;

  @Override
  @SuppressWarnings("try") // Some of what is held is only to be closed.
  public void run() {
    topic.check();
    SubscribeOptions options = profile.reading(since == null ? Duration.ZERO : since, asking);
    Console steps = console.console();
    Network joined = network.network();
    try (Running running = Running.start();
        Topic board = topic.topic();
        Identity nobody = Identity.ephemeral();
        StateStore state = network.openState(joined, "subscribe");
        Whisper whisper = Whisper.join(joined, WhisperOptions.defaults().withState(state));
        Endpoint endpoint = whisper.endpoint(nobody);
        StatePrinter states = new StatePrinter(steps).attach(whisper)) {
      PostPrinter printer = new PostPrinter(steps, count);
      printer.attach(endpoint.subscribe(board, options, printer));
      running.untilStoppedOr(printer.done());
    }
  }
}
