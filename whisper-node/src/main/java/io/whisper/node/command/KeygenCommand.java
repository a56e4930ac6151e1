package io.whisper.node.command;

import io.whisper.core.identity.Identity;
import io.whisper.node.console.Step;
import io.whisper.node.role.AuthorityKeys;
import io.whisper.onion.directory.AuthorityEntry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code whisper keygen}: makes an identity and prints its address. */
@Command(
    name = "keygen",
    description = "Make an identity and print its address, or make the key of a topic.",
    mixinStandardHelpOptions = true)
final class KeygenCommand implements Runnable {
  @Mixin private ConsoleOptions console = new ConsoleOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where to keep it, mode 0600, never overwritten (default: identity, or topic, in the"
              + " state home, "
              + StateDirectory.HOME
              + ").")
  private @Nullable Path out;

  @ArgGroup private Kind kind = new Kind();

  /** What is made instead of an identity: one or the other. */
  static final class Kind {
    @Option(
        names = "--topic",
        description =
            "Make the key of a topic that nobody can guess, to hand to those who read and write.")
    private boolean topic;

    @ArgGroup(exclusive = false)
    private @Nullable OfAuthority authority;
  }

  /** What makes an authority's keys instead. */
  static final class OfAuthority {
    @Option(
        names = "--authority",
        required = true,
        paramLabel = "DIR",
        description = "Make an authority's keys in its state directory and print its table.")
    private Path directory = Path.of("");

    @Option(
        names = "--name",
        required = true,
        paramLabel = "NAME",
        description = "The authority's name in the network file.")
    private String name = "";

    @Option(
        names = "--address",
        required = true,
        paramLabel = "HOST:PORT",
        converter = SocketAddressConverter.class,
        description = "Where the authority will listen; may be given several times.")
    private List<InetSocketAddress> addresses = List.of();
  }

  @Override
  public void run() {
    if (kind.authority != null) {
      authority(kind.authority);
    } else if (kind.topic) {
      topic();
    } else {
      identity();
    }
  }

  private void authority(OfAuthority of) {
    AuthorityEntry entry =
        AuthorityKeys.entry(of.directory, of.name, of.addresses, new SecureRandom());
    String table = entry.toToml();
    console
        .console()
        .step(Step.done("keygen", 0, table).with("name", of.name).with("table", table));
  }

  private void topic() {
    Path file = file("topic");
    TopicKeyFile.create(file, new SecureRandom());
    console.console().step(Step.done("keygen", 0, file.toString()).with("file", file.toString()));
    console.console().progress("who has this file reads and writes; use it by --topic-key FILE");
  }

  private Path file(String usual) {
    return out == null ? StateDirectory.made().resolve(usual) : out;
  }

  private void identity() {
    Path file = file("identity");
    try (Identity identity = Identity.ephemeral()) {
      identity.save(file);
      String address = identity.address().toString();
      console
          .console()
          .step(
              Step.done("keygen", 0, address)
                  .with("address", address)
                  .with("file", file.toString()));
      console
          .console()
          .progress("the identity is kept in " + file + "; listen --identity FILE uses it");
    }
  }
}
