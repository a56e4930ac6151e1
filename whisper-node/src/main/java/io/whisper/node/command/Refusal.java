package io.whisper.node.command;

import io.whisper.onion.toml.NearestKey;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one line that says what is wrong with a command line, and what was likely meant. */
final class Refusal {
  private Refusal() {}

  static String of(ParameterException refusal) {
    CommandLine command = refusal.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    return name + ": " + problem(refusal, command) + " (see " + name + " --help)";
  }

  private static String problem(ParameterException refusal, CommandLine command) {
    // What is missing is likely missing because of what was not understood.
    boolean notUnderstood =
        refusal instanceof UnmatchedArgumentException
            || refusal instanceof MissingParameterException;
    List<String> unmatched = command.getUnmatchedArguments();
    if (!notUnderstood || unmatched.isEmpty()) {
      return String.valueOf(refusal.getMessage());
    }
    String word = unmatched.get(0);
    if (word.startsWith("-")) {
      String meant = meant(word, longOptions(command));
      boolean mayBeText = meant.isEmpty() && takesText(command);
      return "there is no option '"
          + word
          + "'"
          + meant
          + (mayBeText ? "; a text that begins with - comes after --" : "");
    }
    if (!command.getSubcommands().isEmpty()) {
      return "there is no command '" + word + "'" + meant(word, command.getSubcommands().keySet());
    }
    return "'"
        + word
        + "' is one argument too many"
        + (takesText(command) ? "; put a text of several words in quotes" : "");
  }

  private static boolean takesText(CommandLine command) {
    return !command.getCommandSpec().positionalParameters().isEmpty();
  }

  /** Those of one letter are all as near to each other. */
  private static List<String> longOptions(CommandLine command) {
    return command.getCommandSpec().optionsMap().keySet().stream()
        .filter(name -> name.startsWith("--"))
        .toList();
  }

  private static String meant(String word, Collection<String> known) {
    return NearestKey.of(word, known)
        .filter(nearest -> NearestKey.isSlip(word, nearest))
        .map(nearest -> "; did you mean '" + nearest + "'?")
        .orElse("");
  }
}
