package io.whisper.onion.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** One connection that went through a {@link WireTap}, as somebody on the wire sees it. */
public final class TappedConnection {

  private final List<TlsRecord> fromDialer = new ArrayList<>();
  private final List<TlsRecord> toDialer = new ArrayList<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private int open = 2;

  /** The records from the side that dialled, so far. */
  public synchronized List<TlsRecord> fromDialer() {
    return List.copyOf(fromDialer);
  }

  /** The records to the side that dialled, so far. */
  public synchronized List<TlsRecord> toDialer() {
    return List.copyOf(toDialer);
  }

  /** Completes when both directions have ended. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  /** How many cells went by in both directions together. */
  public synchronized int cells() {
    return cells(fromDialer) + cells(toDialer);
  }

  /** What went by so far. */
  public synchronized Traffic traffic() {
    return new Traffic(cells(fromDialer), cells(toDialer), bytes(fromDialer), bytes(toDialer));
  }

  private static long bytes(List<TlsRecord> records) {
    return records.stream().mapToLong(TlsRecord::size).sum();
  }

  private static int cells(List<TlsRecord> records) {
    return records.stream().mapToInt(TlsRecord::cells).sum();
  }

  /**
   * What a wire must not show: a record behind the handshake that is neither whole cells nor the
   * alert at the end. Empty when there is none.
   */
  public synchronized Optional<String> anythingButCells() {
    return stranger(fromDialer, TlsRecord::cells, TlsRecord::closeAlert)
        .or(() -> stranger(toDialer, TlsRecord::cells, TlsRecord::closeAlert));
  }

  /** The same where the side that dialled runs the JDK's engine. */
  public synchronized Optional<String> anythingButCellsByJdk() {
    return stranger(fromDialer, TlsRecord::cellsByJdk, TlsRecord::closeAlertByJdk)
        .or(() -> stranger(toDialer, TlsRecord::cells, TlsRecord::closeAlert));
  }

  /** Each side's handshake ends with one encrypted record. Everything behind that is told apart. */
  private static Optional<String> stranger(
      List<TlsRecord> records, ToIntFunction<TlsRecord> cells, Predicate<TlsRecord> alert) {
    int first = 0;
    while (first < records.size() && !records.get(first).encrypted()) {
      first++;
    }
    for (int i = first + 1; i < records.size(); i++) {
      TlsRecord record = records.get(i);
      boolean last = i == records.size() - 1;
      if (cells.applyAsInt(record) == 0 && !(last && alert.test(record))) {
        return Optional.of("record %d of %d: %s".formatted(i + 1, records.size(), record));
      }
    }
    return Optional.empty();
  }

  synchronized void saw(boolean dialers, TlsRecord record) {
    (dialers ? fromDialer : toDialer).add(record);
  }

  synchronized void directionEnded() {
    open--;
    if (open == 0) {
      ended.complete(null);
    }
  }
}
