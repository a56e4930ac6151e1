package io.whisper.node.command;

import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Console;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.node.role.Running;
import io.whisper.node.role.StatePrinter;
import io.whisper.onion.directory.Network;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.Publication;
import io.whisper.rendezvous.PublicationState;
import io.whisper.rendezvous.PublishOptions;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code whisper publish}: puts one post on the board of a topic. */
@Command(
    name = "publish",
    description = "Put a post where everybody finds it who knows a topic.",
    mixinStandardHelpOptions = true)
final class PublishCommand implements Runnable {
  private static final int ALL_STORES = 3;

  /** How long the other stores are waited for when one has it. */
  private static final long OTHERS_MILLIS = 10_000;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConsoleOptions console = new ConsoleOptions();
  @Mixin private NetworkOptions network = new NetworkOptions();
  @Mixin private TopicOptions topic = new TopicOptions();
  @Mixin private ProfileOptions profile = new ProfileOptions();
  @Mixin private AuthorOptions author = new AuthorOptions();

  @Option(
      names = "--ttl",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description = "How long stores keep it, 1s to 14d (default: ${DEFAULT-VALUE}).",
      defaultValue = "1h")
  private Duration ttl = Duration.ofHours(1);

  @Option(
      names = "--timeout",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description = "How long to wait for the first store (default: ${DEFAULT-VALUE}).",
      defaultValue = "60s")
  private Duration timeout = Duration.ofSeconds(60);

  @Option(
      names = "--stay",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description =
          "With --identity: stay so long after it is stored and prove it to readers who ask"
              + " (default: do not stay).")
  private @Nullable Duration stay;

  @Parameters(
      paramLabel = "TEXT|-",
      description =
          "The post, or - to read it from standard input. One that begins with - comes after --.")
  private String text = "";

  @Override
  @SuppressWarnings("try") // Some of what is held is only to be closed.
  public void run() {
    Stopwatch watch = new Stopwatch();
    topic.check();
    PublishOptions options = author.in(profile.publishing(ttl));
    if (stay != null && !author.isNamed()) {
      throw new ParameterException(spec.commandLine(), "--stay needs --identity");
    }
    byte[] payload = PayloadText.read(text, "post", "published");
    if (payload.length > options.maxPayload()) {
      throw new CommandException(
          "the post is longer than " + options.maxPayload() + " bytes; nothing was published");
    }
    Network joined = network.network();
    try (Topic board = topic.topic();
        StateStore state = network.awaitState(joined, "publish", timeout, console.console());
        Identity identity = author.identity(network.stateDirectory(joined, "publish"));
        Whisper whisper = Whisper.join(joined, WhisperOptions.defaults().withState(state));
        Endpoint endpoint = author.endpoint(whisper, identity);
        StatePrinter states = new StatePrinter(console.console()).attach(whisper)) {
      if (stay != null) {
        endpoint.proveAuthorship();
      }
      await(whisper, endpoint.publish(board, payload, options), watch);
      if (stay != null) {
        stay(stay);
      }
    }
  }

  private void stay(Duration time) {
    try (Running running = Running.start()) {
      console.console().progress("staying for readers who ask who published it");
      running.untilStoppedOr(
          new CompletableFuture<Void>()
              .completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  private void await(Whisper whisper, Publication publication, Stopwatch watch) {
    Console steps = console.console();
    AtomicBoolean waiting = new AtomicBoolean(true);
    CompletableFuture<Void> over = new CompletableFuture<>();
    publication.onStatus(
        status -> {
          try {
            if (waiting.get()) {
              steps.step(step(publication, status, watch.millis()));
            }
          } catch (CommandException unseen) {
            over.completeExceptionally(unseen);
          }
          if (status.state().isFinal() || status.stores() == ALL_STORES) {
            over.complete(null);
          }
        });
    try {
      waitFor(publication.stored(), over, timeout.toMillis() - watch.millis());
      if (publication.stores() > 0 || publication.state().isFinal()) {
        waitFor(over, over, OTHERS_MILLIS);
      }
    } finally {
      // What becomes of the post when this process ends is no state that it reached.
      waiting.set(false);
    }
    if (over.isCompletedExceptionally()) {
      throw new CommandException("standard output cannot be written");
    }
    if (publication.state().isFinal()) {
      String why = why(publication.status());
      throw CommandException.afterStep(why, new CommandException(why));
    }
    if (publication.stores() == 0) {
      throw new CommandException(
          "not stored after " + timeout.toSeconds() + " s; the network is " + whisper.state());
    }
  }

  /** Waits until the stage or {@code over} completes or time is up, however that is. */
  private static void waitFor(CompletionStage<?> stage, CompletableFuture<Void> over, long millis) {
    try {
      CompletableFuture.anyOf(stage.toCompletableFuture(), over)
          .get(Math.max(0, millis), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException later) {
      // The state of the publication says what came of it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted", e);
    }
  }

  private static Step step(Publication publication, Publication.Status status, long millis) {
    String name = status.state().name().toLowerCase(Locale.ROOT);
    if (status.state().isFinal()) {
      return Step.failed(name, millis, why(status));
    }
    Step step = Step.done(name, millis, status + " after " + millis + " ms");
    if (status.state() == PublicationState.STORED) {
      step = step.with("stores", status.stores());
    }
    Step named = step;
    return publication.id().map(id -> named.with("id", id.hex())).orElse(step);
  }

  private static String why(Publication.Status status) {
    return status.reason().isEmpty() ? "the post is " + status : status.reason();
  }
}
