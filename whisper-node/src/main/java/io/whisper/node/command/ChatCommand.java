package io.whisper.node.command;

import io.whisper.core.crypto.Sha256;
import io.whisper.core.envelope.Topic;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.node.chat.ChatRoom;
import io.whisper.node.console.CommandException;
import io.whisper.node.console.Console;
import io.whisper.node.console.Reason;
import io.whisper.node.role.Running;
import io.whisper.node.role.StatePrinter;
import io.whisper.onion.directory.Network;
import io.whisper.rendezvous.Endpoint;
import io.whisper.rendezvous.PublishOptions;
import io.whisper.rendezvous.SubscribeOptions;
import io.whisper.rendezvous.Whisper;
import io.whisper.rendezvous.WhisperOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code whisper chat}: a room on the board of a topic, in a terminal. */
@Command(
    name = "chat",
    description = "Talk in a room: what is typed is said there, Ctrl-D ends.",
    mixinStandardHelpOptions = true)
final class ChatCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConsoleOptions console = new ConsoleOptions();
  @Mixin private NetworkOptions network = new NetworkOptions();
  @Mixin private TopicOptions topic = new TopicOptions();
  @Mixin private ProfileOptions profile = new ProfileOptions();
  @Mixin private AuthorOptions author = new AuthorOptions();

  @Option(
      names = "--name",
      paramLabel = "NICK",
      description = "The name to speak under, which proves nothing (default: a random one).")
  private @Nullable String name;

  @Option(
      names = "--ttl",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description = "How long what is said stays in the room (default: ${DEFAULT-VALUE}).",
      defaultValue = "1d")
  private Duration ttl = Duration.ofDays(1);

  @Option(
      names = "--since",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description = "How far back to look for what was said (default: ${DEFAULT-VALUE}).",
      defaultValue = "1d")
  private Duration since = Duration.ofDays(1);

  @Option(
      names = "--ask-authors",
      description =
          "Ask authors that posts name whether it is so. They learn that somebody reads, not who.")
  private boolean asking;

  @Override
  @SuppressWarnings("try") // Some of what is held is only to be closed.
  public void run() {
    topic.check();
    // The state of a room tells nobody which room it is of, and so keeps no post of it.
    PublishOptions saying = author.in(profile.publishing(ttl)).withKept(false);
    SubscribeOptions reading = profile.reading(since, asking);
    String nick = nick();
    Console steps = console.console();
    Network joined = network.network();
    try (Running running = Running.start();
        Topic room = topic.topic();
        Identity identity = author.identity();
        StateStore state = network.openState(joined, "chat-" + print(room));
        Whisper whisper = Whisper.join(joined, WhisperOptions.defaults().withState(state));
        Endpoint endpoint = author.endpoint(whisper, identity);
        StatePrinter states = new StatePrinter(steps).attach(whisper)) {
      if (author.isNamed()) {
        endpoint.proveAuthorship();
      }
      ChatRoom here =
          new ChatRoom(steps, endpoint, room, nick, saying, state.child("chat-" + print(room)));
      CompletableFuture<Void> done = here.broken();
      here.enter(reading)
          .whenComplete(
              (entered, failure) -> {
                if (failure != null) {
                  done.completeExceptionally(failure);
                } else {
                  listenTo(here, done);
                }
              });
      running.untilStoppedOr(done);
    }
  }

  /** Says what is typed, on a thread of its own: a read cannot be interrupted. */
  private static void listenTo(ChatRoom room, CompletableFuture<Void> done) {
    Thread thread =
        new Thread(
            () -> {
              try {
                sayAll(room);
                room.leave();
                done.complete(null);
              } catch (IOException e) {
                done.completeExceptionally(
                    new CommandException("cannot read standard input: " + Reason.of(e), e));
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            },
            "chat-input");
    thread.setDaemon(true);
    thread.start();
  }

  private static void sayAll(ChatRoom room) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      room.say(line);
    }
  }

  /** A name for state that tells nobody the room who does not know it. */
  private static String print(Topic topic) {
    byte[] label = "whisper-1 chat state".getBytes(StandardCharsets.US_ASCII);
    byte[] digest = Sha256.hash(label, topic.tag(0).toByteArray());
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  private String nick() {
    if (name == null) {
      byte[] random = new byte[2];
      new SecureRandom().nextBytes(random);
      return "guest-" + HexFormat.of().formatHex(random);
    }
    if (!ChatRoom.isName(name)) {
      throw new ParameterException(
          spec.commandLine(), "--name is 1 to 32 visible characters other than < and >");
    }
    return name;
  }
}
