package io.whisper.it.traffic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The account of a stream of numbers between correspondents: what was sent, what arrived how often,
 * and what the sender was told of the rest. Made from what they printed.
 */
public final class Ledger {
  /** One number. */
  public static final class Entry {
    private final Stream stream;
    private final long number;
    private final long sentAt;
    private String end = "";
    private long arrivedAt = Long.MAX_VALUE;
    private int copies;

    private Entry(Stream stream, long number, long sentAt) {
      this.stream = stream;
      this.number = number;
      this.sentAt = sentAt;
    }

    /** Which way it took. */
    public Stream stream() {
      return stream;
    }

    /** When it was sent, by the clock of the machine. */
    public long sentAt() {
      return sentAt;
    }

    /** When it arrived first, by the clock of the machine; far in the future while it did not. */
    public long arrivedAt() {
      return arrivedAt;
    }

    /** Whether it arrived. */
    public boolean arrived() {
      return copies > 0;
    }

    /** The state and reason that its sender was told last, or nothing. */
    public String told() {
      return end;
    }

    /** Whether its sender was told last that it was stopped itself. */
    public boolean toldClosed() {
      return end.equals("FAILED CLOSED") || end.equals("FAILED 0 the endpoint was closed");
    }

    /** Whether its sender was told that it did not arrive, or that nobody knows. */
    public boolean givenUp() {
      return end.startsWith("EXPIRED") || end.startsWith("FAILED");
    }

    /** Whether it is known what became of it. */
    public boolean settled() {
      return arrived() || givenUp();
    }

    @Override
    public String toString() {
      return stream.word() + " " + number + (end.isEmpty() ? "" : " " + end) + " x" + copies;
    }
  }

  private final Map<Stream, Map<Long, Entry>> entries = new EnumMap<>(Stream.class);

  private Ledger() {
    for (Stream each : Stream.values()) {
      entries.put(each, new TreeMap<>());
    }
  }

  /** The account of what a sender and a recipient printed, all their runs together. */
  public static Ledger of(String sender, String recipient) {
    Ledger ledger = new Ledger();
    List<Event> sent = Event.among(sender);
    sent.stream().filter(event -> event.what().equals("sent")).forEach(ledger::sent);
    sent.stream().filter(event -> !event.what().equals("sent")).forEach(ledger::told);
    for (String run : runs(recipient)) {
      ledger.arrived(Event.among(run));
    }
    return ledger;
  }

  /** What a correspondent printed in each of its runs. */
  private static List<String> runs(String output) {
    return List.of(output.split("(?m)^run \\d+$"));
  }

  private Map<Long, Entry> of(Stream stream) {
    return entries.computeIfAbsent(stream, absent -> new TreeMap<>());
  }

  private void sent(Event event) {
    of(event.stream())
        .put(event.number(), new Entry(event.stream(), event.number(), event.millis()));
  }

  private void told(Event event) {
    Entry entry = of(event.stream()).get(event.number());
    if (entry == null) {
      throw new IllegalArgumentException("never sent: " + event.line());
    }
    if (!event.what().equals("got")) {
      entry.end = (event.what() + " " + event.detail()).strip();
    }
  }

  /** A new run reads a board from its beginning, so that its copies count once a run. */
  private void arrived(Collection<Event> run) {
    Map<Entry, Integer> copies = new HashMap<>();
    for (Event event : run) {
      Entry entry = of(event.stream()).get(event.number());
      if (entry == null) {
        throw new IllegalArgumentException("never sent: " + event.line());
      }
      entry.arrivedAt = Math.min(entry.arrivedAt, event.millis());
      copies.merge(entry, 1, Integer::sum);
    }
    copies.forEach(
        (entry, count) ->
            entry.copies =
                entry.stream == Stream.BOARD
                    ? Math.max(entry.copies, count)
                    : entry.copies + count);
  }

  /** What was sent of a stream. */
  public List<Entry> sent(Stream stream) {
    return List.copyOf(of(stream).values());
  }

  /** All that was sent from one moment to another, as it was sent. */
  public List<Entry> sent(long from, long to) {
    return entries.values().stream()
        .flatMap(all -> all.values().stream())
        .filter(entry -> entry.sentAt >= from && entry.sentAt < to)
        .sorted(Comparator.comparingLong(Entry::sentAt))
        .toList();
  }

  private List<Entry> all(Predicate<Entry> which) {
    List<Entry> found = new ArrayList<>();
    entries.values().forEach(all -> all.values().stream().filter(which).forEach(found::add));
    return found;
  }

  /** Numbers sent before a moment of which nobody knows what became of them. */
  public List<Entry> open(long before) {
    return all(entry -> entry.sentAt < before && !entry.settled());
  }

  /** Numbers that arrived more than once. */
  public List<Entry> duplicated() {
    return all(entry -> entry.copies > 1);
  }

  /** Numbers that did not arrive, and whose sender was told so. */
  public List<Entry> lost() {
    return all(entry -> !entry.arrived() && entry.givenUp());
  }

  /** Numbers sent before a moment whose sender was told that they arrived, and which did not. */
  public List<Entry> falselyDelivered(long before) {
    return all(
        entry -> entry.sentAt < before && entry.end.startsWith("DELIVERED") && !entry.arrived());
  }

  /** Whether of each stream a number arrived that was sent after a moment. */
  public boolean flowsSince(long moment) {
    return entries.entrySet().stream()
        .allMatch(
            each ->
                each.getValue().values().stream()
                    .anyMatch(entry -> entry.sentAt >= moment && entry.arrived()));
  }
}
