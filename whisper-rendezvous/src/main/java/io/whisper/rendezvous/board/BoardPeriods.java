package io.whisper.rendezvous.board;

import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.TimePeriod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The periods in which a board is read by one consensus (docs/protocol.md, "Boards over periods").
 *
 * @param current the period of the consensus
 * @param validAfter when the consensus was voted on
 * @param overlap how long before and after a change of period authors may go by the other one
 */
record BoardPeriods(TimePeriod current, Instant validAfter, Duration overlap) {
  /** The most periods that are read, the current one included. */
  static final int MOST = 15;

  private static final Duration SHORTEST_OVERLAP = Duration.ofMinutes(10);

  /** Those of this consensus. */
  static BoardPeriods of(Consensus live) {
    TimePeriod period = live.period();
    Duration half = Duration.between(period.start(), period.end()).dividedBy(2);
    Duration votes = live.parameters().voteInterval().multipliedBy(2);
    Duration overlap = votes.compareTo(SHORTEST_OVERLAP) > 0 ? votes : SHORTEST_OVERLAP;
    return new BoardPeriods(
        period, live.validAfter(), overlap.compareTo(half) > 0 ? half : overlap);
  }

  /** Whether authors may still go by the period before. */
  boolean overlapsPrevious() {
    return current.number() > 0 && validAfter.isBefore(current.start().plus(overlap));
  }

  /**
   * The numbers of the earlier periods in which posts may lie that were made from {@code since} on,
   * the oldest first; at most {@link #MOST} less one.
   */
  List<Long> since(Instant since) {
    Instant from = since.minus(overlap);
    long oldest = from.isAfter(Instant.EPOCH) ? TimePeriod.at(from, current.minutes()).number() : 0;
    long first = Math.max(0, Math.max(oldest, current.number() - MOST + 1));
    return LongStream.range(first, current.number()).boxed().toList();
  }
}
