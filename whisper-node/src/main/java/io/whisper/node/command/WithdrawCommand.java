package io.whisper.node.command;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Console;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import io.whisper.node.role.StatePrinter;
import io.whisper.onion.directory.Network;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.Publication;
import io.whisper.rendezvous.PublicationState;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code whisper withdraw}: takes back what earlier publishes put on boards, or lists it. */
@Command(
    name = "withdraw",
    description = {
      "Take posts of earlier publishes off their boards.",
      "Without an ID or --all, list those that are neither gone nor expired."
    },
    mixinStandardHelpOptions = true)
final class WithdrawCommand implements Runnable {
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{64}");

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConsoleOptions console = new ConsoleOptions();
  @Mixin private NetworkOptions network = new NetworkOptions();

  @Option(
      names = "--identity",
      paramLabel = "FILE",
      description = "Whose posts: the identity of the publishes (default: posts in no name).")
  private @Nullable Path identity;

  @Option(names = "--all", description = "Withdraw all of them.")
  private boolean all;

  @Option(
      names = "--timeout",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description = "How long to wait for the stores (default: ${DEFAULT-VALUE}).",
      defaultValue = "60s")
  private Duration timeout = Duration.ofSeconds(60);

  @Parameters(
      paramLabel = "ID",
      arity = "0..*",
      description = "What names a post: 64 hexadecimal digits, as publish --json and the list say.")
  private List<String> ids = List.of();

  @Override
  @SuppressWarnings("try") // Some of what is held is only to be closed.
  public void run() {
    Stopwatch watch = new Stopwatch();
    Set<Bytes32> wanted = wanted();
    Network joined = network.network();
    try (StateStore state = network.awaitState(joined, "publish", timeout, console.console());
        Identity author = author(network.stateDirectory(joined, "publish"));
        Whisper whisper = Whisper.join(joined, WhisperOptions.defaults().withState(state));
        Endpoint endpoint = whisper.endpoint(author);
        StatePrinter states = new StatePrinter(console.console()).attach(whisper)) {
      List<Publication> live = live(endpoint, watch);
      if (all || !wanted.isEmpty()) {
        withdraw(all ? live : chosen(live, wanted), watch);
      } else {
        list(live, watch);
      }
    }
  }

  private Identity author(Path stateDirectory) {
    return identity == null ? AuthorIdentity.of(stateDirectory) : Identity.load(identity);
  }

  /** The posts that are named, each once. */
  private Set<Bytes32> wanted() {
    if (all && !ids.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--all and an ID exclude each other");
    }
    Set<Bytes32> wanted = new LinkedHashSet<>();
    for (String id : ids) {
      if (!ID.matcher(id).matches()) {
        throw new ParameterException(
            spec.commandLine(),
            "'" + id + "' is not the id of a post, which has 64 hexadecimal digits");
      }
      wanted.add(Bytes32.fromHex(id.toLowerCase(Locale.ROOT)));
    }
    return wanted;
  }

  private List<Publication> live(Endpoint endpoint, Stopwatch watch) {
    try {
      return new Deadline(watch, timeout).await(endpoint.publications());
    } catch (TimeoutException e) {
      throw new CommandException("the state directory cannot be read in time", e);
    }
  }

  private void list(List<Publication> live, Stopwatch watch) {
    Console steps = console.console();
    if (live.isEmpty()) {
      steps.progress("no posts are left that were published from this state directory");
    }
    for (Publication post : live) {
      String id = id(post);
      String line = id + " " + post.status() + ", expires " + post.expiry();
      steps.step(
          Step.done("published", watch.millis(), line)
              .with("id", id)
              .with("stores", post.stores())
              .with("expires", post.expiry().toString()));
    }
  }

  /** Nothing is withdrawn when one of the ids is of no post. */
  private static List<Publication> chosen(List<Publication> live, Set<Bytes32> wanted) {
    List<Publication> chosen =
        live.stream().filter(post -> post.id().filter(wanted::contains).isPresent()).toList();
    Set<Bytes32> unknown = new LinkedHashSet<>(wanted);
    chosen.forEach(post -> post.id().ifPresent(unknown::remove));
    if (!unknown.isEmpty()) {
      throw new CommandException(
          "there is no post "
              + unknown.stream().map(Bytes32::hex).collect(Collectors.joining(", "))
              + " that was published from this state directory and is left; nothing was withdrawn");
    }
    return chosen;
  }

  private void withdraw(List<Publication> posts, Stopwatch watch) {
    List<CompletableFuture<Boolean>> ends = new ArrayList<>();
    for (Publication post : posts) {
      CompletableFuture<Boolean> end = new CompletableFuture<>();
      ends.add(end);
      post.onStatus(
          status -> {
            try {
              if (status.state().isFinal()) {
                end.complete(show(post, status, watch.millis()));
              }
            } catch (CommandException unseen) {
              end.completeExceptionally(unseen);
            }
          });
      post.withdraw();
    }
    try {
      new Deadline(watch, timeout).awaitAll(ends);
    } catch (TimeoutException e) {
      throw new CommandException(
          Deadline.unfinished(ends)
              + " posts are not withdrawn after "
              + timeout.toSeconds()
              + " s; the next publish or withdraw goes on with it",
          e);
    }
    if (!ends.stream().allMatch(CompletableFuture::join)) {
      throw new CommandException("not all posts were withdrawn before their time was up");
    }
  }

  /** Prints how a post ended; whether it was withdrawn. */
  private boolean show(Publication post, Publication.Status status, long millis) {
    String id = id(post);
    boolean withdrawn = status.state() == PublicationState.WITHDRAWN;
    String line = status.state() + " " + id + " after " + millis + " ms";
    Step step =
        withdrawn
            ? Step.done("withdrawn", millis, line)
            : Step.failed(
                "expired", millis, "the time of " + id + " was up before it was withdrawn");
    console.console().step(step.with("id", id));
    return withdrawn;
  }

  private static String id(Publication post) {
    return post.id().map(Bytes32::hex).orElse("");
  }
}
