package io.whisper.node.chat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateException;
import io.whisper.node.console.AuthorMark;
import io.whisper.node.console.Console;
import io.whisper.node.console.Printable;
import io.whisper.node.console.Reason;
import io.whisper.node.console.Step;
import io.whisper.node.console.Stopwatch;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a room shows: first some of what was read before, then what is unread behind a marker, then
 * each post as it comes. Every line of others begins with its time, so that none can pass for a
 * line of the program. Not thread-safe.
 */
final class Transcript {
  /** How much of what was read before is shown again. */
  static final int SHOWN_AGAIN = 20;

  /** How many posts of the past are held until they are shown; of more, the first are let go. */
  private static final int MOST_PAST = 4096;

  private static final int MOST_KNOWN = 4096;
  private static final int LONGEST_KNOWN = 256;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm");

  /** A post as far as a room shows it. */
  static final class Entry {
    private final Bytes32 id;
    private final Instant at;
    private final byte[] payload;
    private final AuthorMark mark;

    /** Takes the payload for its own. */
    Entry(Bytes32 id, Instant at, byte[] payload, AuthorMark mark) {
      this.id = id;
      this.at = at;
      this.payload = payload;
      this.mark = mark;
    }

    private Entry proved() {
      return new Entry(id, at, payload, mark.asProved());
    }
  }

  private final Console console;
  private final ReadPosts read;
  private final ZoneId zone;
  private final Stopwatch watch = new Stopwatch();
  private final List<Entry> past = new ArrayList<>();
  private final Map<Bytes32, Shown> shown = new LinkedHashMap<>();
  private boolean entered;
  private boolean unwritten;

  Transcript(Console console, ReadPosts read, ZoneId zone) {
    this.console = console;
    this.read = read;
    this.zone = zone;
  }

  /** A post came. */
  void add(Entry post) {
    if (entered) {
      show(post, true);
    } else {
      if (past.size() >= MOST_PAST) {
        past.remove(0);
      }
      past.add(post);
    }
  }

  /** A post was withdrawn. */
  void withdrawn(Bytes32 id) {
    if (past.removeIf(post -> post.id.equals(id))) {
      return;
    }
    Shown line = shown.remove(id);
    if (line != null) {
      console.step(
          Step.done("withdrawn", watch.millis(), "--- withdrawn: " + line + " ---")
              .with("id", id.hex()));
    }
  }

  /** The author of a post is proved. */
  void proved(Bytes32 id) {
    past.replaceAll(post -> post.id.equals(id) ? post.proved() : post);
    Shown line = shown.computeIfPresent(id, (known, before) -> before.proved());
    if (line != null) {
      console.step(
          line.mark.in(
              Step.done("proved", watch.millis(), "--- proved: " + line + " ---")
                  .with("id", id.hex())));
    }
  }

  /** A line that was shown. */
  private record Shown(String at, AuthorMark mark, String text) {
    Shown proved() {
      return new Shown(at, mark.asProved(), text);
    }

    @Override
    public String toString() {
      return at + " " + mark.shortOn(text);
    }
  }

  /** The past is complete. */
  void enter() {
    entered = true;
    past.sort(Comparator.comparing(post -> post.at));
    List<Entry> old = past.stream().filter(post -> read.contains(post.id)).toList();
    List<Entry> unread = past.stream().filter(post -> !read.contains(post.id)).toList();
    old.subList(Math.max(0, old.size() - SHOWN_AGAIN), old.size())
        .forEach(post -> show(post, false));
    if (!unread.isEmpty()) {
      console.step(
          Step.done("unread", watch.millis(), "--- " + unread.size() + " unread ---")
              .with("count", unread.size()));
      unread.forEach(post -> show(post, true));
    }
    past.clear();
  }

  private void show(Entry post, boolean isNew) {
    Shown line =
        new Shown(
            TIME.format(post.at.atZone(zone)),
            post.mark,
            Printable.line(post.payload, AuthorMark.BEGINNINGS));
    Step step =
        post.mark.in(
            Printable.in(Step.done("post", watch.millis(), line.toString()), post.payload)
                .with("id", post.id.hex())
                .with("published", post.at.toString())
                .with("unread", isNew));
    console.step(
        ChatLine.in(post.payload)
            .map(said -> step.with("name", said.name()).with("text", said.text()))
            .orElse(step));
    remember(post.id, line);
  }

  private void remember(Bytes32 id, Shown line) {
    if (shown.size() >= MOST_KNOWN) {
      shown.remove(shown.keySet().iterator().next());
    }
    String text = line.text;
    boolean whole = text.length() <= LONGEST_KNOWN;
    shown.put(
        id, whole ? line : new Shown(line.at, line.mark, text.substring(0, LONGEST_KNOWN) + "..."));
    try {
      read.add(id);
    } catch (StateException full) {
      if (!unwritten) {
        console.progress("what is read is not remembered: " + Reason.of(full));
      }
      unwritten = true;
    }
  }
}
