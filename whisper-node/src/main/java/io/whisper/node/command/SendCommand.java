package io.whisper.node.command;

import io.whisper.core.address.Address;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Console;
import io.whisper.node.console.Printable;
import io.whisper.node.console.Reason;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.node.role.StatePrinter;
import io.whisper.onion.directory.Network;
import io.whisper.rendezvous.Delivery;
import io.whisper.rendezvous.DeliveryFailure;
import io.whisper.rendezvous.DeliveryState;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.Message;
import io.whisper.rendezvous.SendOptions;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code whisper send}: sends one message and prints every state that it reaches. */
@Command(
    name = "send",
    description = "Send one message and print every state that it reaches.",
    mixinStandardHelpOptions = true)
final class SendCommand implements Runnable {
  private static final long REPLY_PATIENCE_SECONDS = 1;
  private static final int STORES = 3;

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
      description = "The recipient's address.")
  private @Nullable Address to;

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
          endpoint.send(recipient(), payload, options),
          timeout.toMillis() - watch.millis());
    }
  }

  private void await(Whisper whisper, Delivery delivery, long patienceMillis) {
    Console steps = console.console();
    Stopwatch watch = new Stopwatch();
    AtomicBoolean waiting = new AtomicBoolean(true);
    AtomicInteger stores = new AtomicInteger();
    CompletableFuture<Void> shown = new CompletableFuture<>();
    delivery.onState(
        reached -> {
          try {
            int count = delivery.stores();
            boolean news = reached != DeliveryState.STORED || stores.getAndSet(count) < count;
            if (waiting.get() && news) {
              steps.step(step(delivery, reached, watch.millis()));
            }
          } catch (CommandException unseen) {
            shown.completeExceptionally(unseen);
          }
          if (reached.isFinal() || (reached == wait.state && isEnough(delivery))) {
            shown.complete(null);
          }
        });
    try {
      // The wanted state, or another end, has been printed before its outcome is looked at.
      awaitShown(shown, delivery, patienceMillis);
      delivery.reached(wait.state).toCompletableFuture().get();
    } catch (TimeoutException e) {
      throw new CommandException(
          "not "
              + wait.state
              + " after "
              + timeout.toSeconds()
              + " s; the message is "
              + delivery.state()
              + (delivery.stores() > 0 ? ", and `whisper pending` waits on" : "")
              + delivery.hindrance().map(why -> " (" + why.detail() + ")").orElse("")
              + ", the network "
              + whisper.state(),
          e);
    } catch (ExecutionException e) {
      throw shown.isCompletedExceptionally()
          ? new CommandException(Reason.of(e), e)
          : CommandException.afterStep(Reason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted; the message is " + delivery.state(), e);
    } finally {
      // What becomes of the message when this process gives it up is no state that it reached.
      waiting.set(false);
    }
    if (delivery.state() == DeliveryState.DELIVERED) {
      printReply(steps, delivery, watch);
    }
  }

  private void awaitShown(CompletableFuture<Void> shown, Delivery delivery, long patienceMillis)
      throws TimeoutException, ExecutionException, InterruptedException {
    try {
      shown.get(Math.max(0, patienceMillis), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // That some stores hold it is what was asked for.
      if (wait != Wait.STORED || delivery.stores() == 0) {
        throw e;
      }
    }
  }

  /** Whether no more stores are waited for, where it is about stores. */
  private boolean isEnough(Delivery delivery) {
    return wait != Wait.STORED || delivery.stores() >= STORES;
  }

  /** Prints the reply that came with the answer; a later one is not waited for. */
  private static void printReply(Console steps, Delivery delivery, Stopwatch watch) {
    try {
      Message reply =
          delivery.reply().toCompletableFuture().get(REPLY_PATIENCE_SECONDS, TimeUnit.SECONDS);
      byte[] payload = reply.payload();
      steps.step(
          Printable.in(
              Step.done("reply", watch.millis(), "reply " + Printable.line(payload)), payload));
    } catch (ExecutionException | TimeoutException none) {
      // The recipient took the message and said nothing.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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

  private Address recipient() {
    if (to == null) {
      throw new ParameterException(spec.commandLine(), "--to is missing");
    }
    return to;
  }
}
