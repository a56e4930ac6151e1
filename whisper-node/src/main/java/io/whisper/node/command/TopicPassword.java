package io.whisper.node.command;

import io.whisper.core.envelope.Topic;
import io.whisper.node.console.CommandException;
import java.io.Console;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option that makes the topic of a name one of a name and a password. */
final class TopicPassword {
  /** Where the password is looked for before it is asked for. */
  static final String VARIABLE = "WHISPER_TOPIC_PASSWORD";

  @Option(
      names = "--password",
      description =
          "A password belongs to the name: that of the environment variable "
              + VARIABLE
              + ", or else it is asked for.")
  private boolean asked;

  /** Refuses what cannot be the name of a topic. */
  static void checkName(String name, CommandSpec spec) {
    if (name.isEmpty() || name.indexOf('\n') >= 0) {
      throw new ParameterException(
          spec.commandLine(), "the name of a topic is one line that is not empty");
    }
  }

  /** The topic of this name, which the caller closes. */
  Topic topic(String name, CommandSpec spec) {
    return topic(name, spec, System.getenv());
  }

  Topic topic(String name, CommandSpec spec, Map<String, String> environment) {
    checkName(name, spec);
    if (!asked) {
      return Topic.ofName(name);
    }
    char[] password = password(environment);
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
