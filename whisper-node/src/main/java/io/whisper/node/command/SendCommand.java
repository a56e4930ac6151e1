package io.whisper.node.command;

import io.whisper.core.address.Address;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.node.role.StatePrinter;
import io.whisper.onion.directory.Network;
import io.whisper.rendezvous.Delivery;
import io.whisper.rendezvous.DeliveryFailure;
import io.whisper.rendezvous.DeliveryState;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.SendOptions;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code whisper send}: sends a message and prints every state that it reaches. */
@Command(
    name = "send",
    description = "Send a message and print every state that it reaches.",
    mixinStandardHelpOptions = true)
final class SendCommand implements Runnable {
  /** The state to wait for. */
  enum Wait {
    INTRODUCED(DeliveryState.INTRODUCED),
    STORED(DeliveryState.STORED),
    DELIVERED(DeliveryState.DELIVERED);

    final DeliveryState state;

    Wait(DeliveryState state) {
      this.state = state;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConsoleOptions console = new ConsoleOptions();
  @Mixin private NetworkOptions network = new NetworkOptions();
  @Mixin private ProfileOptions profile = new ProfileOptions();

  @Option(
      names = "--to",
      required = true,
      converter = AddressConverter.class,
      paramLabel = "ADDRESS",
      description = "The recipient's address. Once for each of several recipients.")
  private List<Address> to = List.of();

  @Option(
      names = "--identity",
      paramLabel = "FILE",
      description = "Prove this identity to the recipient (default: anonymous).")
  private @Nullable Path identity;

  @Option(
      names = "--ttl",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description = "How long the message is worth delivering (default: ${DEFAULT-VALUE}).",
      defaultValue = "1h")
  private Duration ttl = Duration.ofHours(1);

  @Option(
      names = "--wait",
      paramLabel = "STATE",
      description =
          "The state to wait for: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). A message"
              + " over 1,024 bytes goes over a session and is delivered or not; it is never"
              + " introduced before. Where its recipient is away a message is stored: at three"
              + " stores, or at fewer where not all can be reached in time.",
      defaultValue = "delivered")
  private Wait wait = Wait.DELIVERED;

  @Option(
      names = "--timeout",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description = "How long to wait for it (default: ${DEFAULT-VALUE}).",
      defaultValue = "60s")
  private Duration timeout = Duration.ofSeconds(60);

  @Parameters(
      paramLabel = "TEXT|-",
      description =
          "The message, or - to read it from standard input. One that begins with - comes after"
              + " --.")
  private String text = "";

  @Override
  @SuppressWarnings("try") // Some of what is held is only to be closed.
  public void run() {
    Stopwatch watch = new Stopwatch();
    List<Address> recipients = recipients();
    byte[] payload = PayloadText.read(text, "message", "sent");
    SendOptions options = options();
    Network joined = network.network();
    try (StateStore state = network.awaitState(joined, "send", timeout, console.console());
        Identity sender = SenderIdentity.of(identity, network.stateDirectory(joined, "send"));
        Whisper whisper = Whisper.join(joined, WhisperOptions.defaults().withState(state));
        Endpoint endpoint = whisper.endpoint(sender);
        StatePrinter states = new StatePrinter(console.console()).attach(whisper)) {
      await(
          whisper,
          endpoint.send(recipients, payload, options),
          timeout.toMillis() - watch.millis());
    }
  }

  private void await(Whisper whisper, List<Delivery> deliveries, long patienceMillis) {
    SentMessages messages = new SentMessages(console.console(), wait, deliveries).show();
    try {
      messages.await(patienceMillis);
    } catch (TimeoutException e) {
      throw new CommandException(messages.late(timeout) + ", the network " + whisper.state(), e);
    }
  }

  /** A state that a message has reached. */
  static Step step(Delivery delivery, DeliveryState reached, long millis) {
    String name = reached.name().toLowerCase(Locale.ROOT);
    if (reached == DeliveryState.FAILED || reached == DeliveryState.EXPIRED) {
      String why =
          delivery.failure().map(DeliveryFailure::detail).orElse("the time to live passed");
      return Step.failed(name, millis, why);
    }
    if (reached == DeliveryState.STORED) {
      int stores = delivery.stores();
      return Step.done(name, millis, "STORED(" + stores + ") after " + millis + " ms")
          .with("stores", stores);
    }
    Step step = Step.done(name, millis, reached + " after " + millis + " ms");
    return delivery.hops().isPresent() ? step.with("hops", delivery.hops().getAsInt()) : step;
  }

  /** The same step of one message among several. */
  static Step addressed(Step step, Delivery delivery) {
    String to = delivery.recipient().map(Object::toString).orElse("");
    String line = step.text() + ", to " + to;
    return new Step(step.name(), step.ok(), step.millis(), line, step.fields()).with("to", to);
  }

  private SendOptions options() {
    try {
      return SendOptions.defaults()
          .withProfile(profile.profile())
          .withTtl(ttl)
          .withIdentified(identity != null);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--ttl is out of range, expected 1s to 14d", e);
    }
  }

  /** None of them learns of the others. */
  private List<Address> recipients() {
    for (int i = 0; i < to.size(); i++) {
      if (to.subList(0, i).contains(to.get(i))) {
        throw new ParameterException(
            spec.commandLine(), "--to names " + to.get(i) + " more than once");
      }
    }
    return to;
  }
}
