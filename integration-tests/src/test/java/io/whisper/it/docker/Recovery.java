package io.whisper.it.docker;

import io.whisper.it.traffic.Ledger;
import io.whisper.it.traffic.Ledger.Entry;
import io.whisper.it.traffic.Stream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/**
 * How a hurt showed in the messages sent from just before it until they flowed again: how long each
 * of them was on its way, counted from the hurt for those sent before it.
 *
 * @param hurt what was done
 * @param messages how many were sent
 * @param lost what did not arrive, as its sender was told
 * @param median how long half of those that arrived took, in milliseconds
 * @param late how long 95 of 100 took at most
 * @param longest how long the last one took: from then on everything was as before
 * @param posts the longest of the posts on the board
 */
record Recovery(
    String hurt, int messages, List<Entry> lost, long median, long late, long longest, long posts) {
  private static final Path REPORT = Path.of("target", "recovery.txt");
  private static final int BEFORE_MILLIS = 1_000;

  /** The recovery from a hurt at a moment, as seen by what was sent until another. */
  static Recovery of(String hurt, Ledger ledger, long from, long to) {
    List<Entry> sent = ledger.sent(from - BEFORE_MILLIS, to);
    List<Long> waits = waits(sent.stream().filter(e -> e.stream() != Stream.BOARD).toList(), from);
    List<Long> posts = waits(sent.stream().filter(e -> e.stream() == Stream.BOARD).toList(), from);
    return new Recovery(
        hurt,
        sent.size(),
        sent.stream().filter(entry -> !entry.arrived()).toList(),
        at(waits, 50),
        at(waits, 95),
        at(waits, 100),
        at(posts, 100));
  }

  private static List<Long> waits(List<Entry> sent, long from) {
    return sent.stream()
        .filter(Entry::arrived)
        .map(entry -> Math.max(0, entry.arrivedAt() - Math.max(entry.sentAt(), from)))
        .sorted()
        .toList();
  }

  private static long at(List<Long> sorted, int percent) {
    return sorted.isEmpty() ? 0 : sorted.get((sorted.size() - 1) * percent / 100);
  }

  /** Appends the line to the report of this build. */
  void report() {
    String line =
        String.format(
            Locale.ROOT,
            "%-44s %4d sent %2d lost  median %6d  p95 %6d  longest %6d  posts %6d ms %s%n",
            hurt,
            messages,
            lost.size(),
            median,
            late,
            longest,
            posts,
            lost.isEmpty() ? "" : lost);
    try {
      Files.createDirectories(REPORT.getParent());
      Files.writeString(REPORT, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.print(line);
  }
}
