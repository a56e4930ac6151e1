package io.whisper.node.command;

import io.whisper.core.envelope.Topic;
import io.whisper.node.console.CommandException;
import java.io.Console;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose a topic: a name, a name and a password, or a key in a file. */
final class TopicOptions {
  /** Where the password is looked for before it is asked for. */
  static final String VARIABLE = "WHISPER_TOPIC_PASSWORD";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @ArgGroup(multiplicity = "1")
  private Choice choice = new Choice();

  /** One or the other. */
  static final class Choice {
    @ArgGroup(exclusive = false)
    private @Nullable Named named;

    @Option(
        names = "--topic-key",
        paramLabel = "FILE",
        description = "A topic that nobody can guess: its key, as keygen --topic makes one.")
    private @Nullable Path key;
  }

  /** A name, with a password or without. */
  static final class Named {
    @Option(
        names = {"--topic", "--room"},
        required = true,
        paramLabel = "NAME",
        description = "The name of the topic. Who guesses it reads and writes.")
    private String name = "";

    @Option(
        names = "--password",
        description =
            "A password belongs to the name: that of the environment variable "
                + VARIABLE
                + ", or else it is asked for.")
    private boolean password;
  }

  /** Refuses what cannot be the name of a topic. */
  void check() {
    Named named = choice.named;
    if (named != null && (named.name.isEmpty() || named.name.indexOf('\n') >= 0)) {
      throw new ParameterException(
          spec.commandLine(), "the name of a topic is one line that is not empty");
    }
  }

  /** The chosen topic, which the caller closes. */
  Topic topic() {
    return topic(System.getenv());
  }

  Topic topic(Map<String, String> environment) {
    check();
    if (choice.key != null) {
      return TopicKeyFile.load(choice.key);
    }
    Named named = choice.named;
    if (named == null) {
      throw new IllegalStateException("no topic was chosen");
    }
    return named.password ? ofBoth(named.name, password(environment)) : Topic.ofName(named.name);
  }

  /** The topic of both together; the password is wiped. */
  private static Topic ofBoth(String name, char[] password) {
    char[] both = Arrays.copyOf((name + '\n').toCharArray(), name.length() + 1 + password.length);
    System.arraycopy(password, 0, both, name.length() + 1, password.length);
    Arrays.fill(password, '\0');
    try {
      return Topic.ofPassword(both);
    } finally {
      Arrays.fill(both, '\0');
    }
  }

  @SuppressWarnings("SystemConsoleNull") // Without a terminal it is null, or reads no password.
  private static char[] password(Map<String, String> environment) {
    @Nullable String given = environment.get(VARIABLE);
    if (given != null && !given.isEmpty()) {
      return given.toCharArray();
    }
    Console terminal = System.console();
    char[] typed = terminal == null ? null : terminal.readPassword("Password of the topic: ");
    if (typed == null || typed.length == 0) {
      throw new CommandException(
          "no password: set " + VARIABLE + ", or run this on a terminal and type one");
    }
    return typed;
  }
}
