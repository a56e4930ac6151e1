package io.whisper.rendezvous.board;

import io.whisper.core.envelope.Topic;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.replica.Replicas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic from period to period, each post once: first what lies there, the oldest period
 * first, then what comes (docs/protocol.md, "Boards over periods"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class BoardReader {
  /** How long until a change of period is noticed. */
  private static final Duration LONGEST_BETWEEN_CHECKS = Duration.ofSeconds(30);

  private static final Duration NO_CONSENSUS_PAUSE = Duration.ofSeconds(1);

  private final RoleLoop loop;
  private final ConsensusSource consensus;
  private final Replicas replicas;
  private final Topic topic;
  private final Duration history;
  private final BoardListener listener;
  private final Map<Long, PeriodReading> readings = new TreeMap<>();
  private final Queue<Long> unread = new ArrayDeque<>();
  private @Nullable Cancellable check;
  private int unreadable;
  private boolean caughtUp;
  private boolean closed;

  /**
   * A reader that waits for {@link #start}.
   *
   * @param topic stays the caller's to close after this is closed
   * @param history how far back posts are wanted; zero to read what comes only
   */
  public BoardReader(
      RoleLoop loop,
      ConsensusSource consensus,
      Replicas replicas,
      Topic topic,
      Duration history,
      BoardListener listener) {
    this.loop = loop;
    this.consensus = consensus;
    this.replicas = replicas;
    this.topic = topic;
    this.history = history;
    this.listener = listener;
  }

  /** Begins, as soon as there is a consensus. */
  public void start() {
    if (closed) {
      return;
    }
    Consensus live = consensus.current().orElse(null);
    if (live == null) {
      check = loop.time().after(NO_CONSENSUS_PAUSE, this::start);
      return;
    }
    if (!history.isZero()) {
      BoardPeriods periods = BoardPeriods.of(live);
      unread.addAll(periods.since(now().minus(history)));
      unread.add(periods.current().number());
    }
    readNext();
  }

  /** Ends it; the listener hears nothing more. */
  public void close() {
    closed = true;
    if (check != null) {
      check.cancel();
    }
    readings.values().forEach(PeriodReading::close);
    readings.clear();
  }

  /** One period after the other: together they would tell stores that they are of one topic. */
  private void readNext() {
    Long period = unread.poll();
    if (period == null) {
      check();
      return;
    }
    reading(period)
        .fetch()
        .thenAccept(
            whole -> {
              if (closed) {
                return;
              }
              if (!whole) {
                unreadable++;
              }
              letGo();
              readNext();
            });
  }

  /** Looks now and then whether the period has changed. */
  private void check() {
    if (closed) {
      return;
    }
    check = loop.time().after(betweenChecks(), this::check);
    Consensus live = consensus.current().orElse(null);
    if (live == null) {
      return;
    }
    long current = live.period().number();
    if (BoardPeriods.of(live).overlapsPrevious()) {
      reading(current - 1);
    }
    reading(current);
    letGo();
    readings.values().forEach(PeriodReading::follow);
  }

  private Duration betweenChecks() {
    return Pause.from(loop.random(), LONGEST_BETWEEN_CHECKS.dividedBy(2));
  }

  /**
   * Ends the reading of periods that are over: of the one before the current while authors may go
   * by it, and while it has posts that may be withdrawn, it goes on.
   */
  private void letGo() {
    BoardPeriods periods = consensus.current().map(BoardPeriods::of).orElse(null);
    if (periods == null) {
      return;
    }
    long current = periods.current().number();
    Iterator<Map.Entry<Long, PeriodReading>> all = readings.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Long, PeriodReading> each = all.next();
      boolean kept =
          each.getKey() >= current
              || (each.getKey() == current - 1
                  && (periods.overlapsPrevious()
                      || each.getValue().stands(now().getEpochSecond())));
      if (!kept) {
        each.getValue().close();
        all.remove();
      }
    }
  }

  private PeriodReading reading(long period) {
    return readings.computeIfAbsent(
        period,
        number ->
            new PeriodReading(loop, replicas, topic.tag(number), listener, () -> followed(number)));
  }

  private void followed(long period) {
    boolean current =
        consensus.current().map(live -> live.period().number() <= period).orElse(true);
    if (current && !caughtUp) {
      caughtUp = true;
      listener.onCaughtUp(unreadable);
    }
  }

  private Instant now() {
    return loop.time().now();
  }
}
