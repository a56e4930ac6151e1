package io.whisper.it.traffic;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Something that happened to a number at a correspondent, as one line of its output.
 *
 * @param millis when, by the clock of the machine
 * @param what {@code sent}, {@code got}, or a state of a delivery in capitals
 * @param stream the way it takes
 * @param number which
 * @param detail what else there is to say, or nothing
 */
record Event(long millis, String what, Stream stream, long number, String detail) {
  /** A process that is killed leaves half a line, which is none. */
  private static final Pattern LINE =
      Pattern.compile("^@ (\\d+) (\\w+) (\\w+) (\\d+) \\|(.*)$", Pattern.MULTILINE);

  /** The line. */
  String line() {
    return String.format(
        Locale.ROOT, "@ %d %s %s %d |%s", millis, what, stream.word(), number, detail);
  }

  /** The events among the lines of a correspondent's output. */
  static List<Event> among(String output) {
    return LINE.matcher(output).results().map(Event::parse).toList();
  }

  private static Event parse(MatchResult line) {
    return new Event(
        Long.parseLong(line.group(1)),
        line.group(2),
        Stream.of(line.group(3)),
        Long.parseLong(line.group(4)),
        line.group(5));
  }
}
