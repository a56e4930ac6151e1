package io.whisper.onion.directory.authority;

import io.whisper.onion.directory.Network;
import java.time.Duration;
import java.time.Instant;

/**
 * When the steps of a voting round happen. Rounds begin at whole multiples of the vote interval
 * since 1970. In the first half of a round votes and then echoes are sent, each step as long as the
 * others; at the half the authorities sign, at three quarters they have the consensus.
 *
 * @param interval the time from one round to the next
 * @param echoes how many times a vote is echoed: as many as authorities may be bad
 */
record RoundTimes(Duration interval, int echoes) {
  /** The times of {@code network}, as its file says: all authorities must read the same. */
  static RoundTimes of(Network network) {
    return new RoundTimes(
        network.parameters().voteInterval(), (network.authorities().size() - 1) / 2);
  }

  /** The beginning of the round that {@code moment} lies in. */
  Instant roundOf(Instant moment) {
    long seconds = interval.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(moment.getEpochSecond(), seconds) * seconds);
  }

  /** The beginning of the round after the one that begins at {@code round}. */
  Instant next(Instant round) {
    return round.plus(interval);
  }

  /** When step {@code number} begins: 0 the vote, 1 to {@link #echoes()} the echoes. */
  Instant step(Instant round, int number) {
    return round.plus(interval.multipliedBy(number).dividedBy(2L * (echoes + 1)));
  }

  /** When the authorities compute and sign the consensus. */
  Instant signing(Instant round) {
    return step(round, echoes + 1);
  }

  /** When a consensus is published that not all authorities signed. */
  Instant publication(Instant round) {
    return round.plus(interval.multipliedBy(3).dividedBy(4));
  }
}
