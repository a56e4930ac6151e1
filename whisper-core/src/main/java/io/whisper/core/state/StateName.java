package io.whisper.core.state;

import java.util.regex.Pattern;

/** The check of a name, which becomes part of a file's name. */
final class StateName {
  private static final Pattern ACCEPTED = Pattern.compile("[a-z0-9_-]{1,80}");

  private StateName() {}

  static void check(String name) {
    if (!ACCEPTED.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "state name \"" + name + "\" is not 1 to 80 of the characters a-z 0-9 - _");
    }
  }
}
