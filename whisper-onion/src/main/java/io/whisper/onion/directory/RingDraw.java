package io.whisper.onion.directory;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.Bytes32;
import java.util.Optional;

/**
 * Draws the ring places of one round, so that nobody chooses a place: a value draws only relays
 * that were there before anybody could know it, and a place that is given away costs as long a wait
 * as a place lasts. Immutable. See docs/protocol.md, section 8.6.
 */
public final class RingDraw {
  /** The first periods after which a value is not yet known, in either half of a period. */
  private static final int FIRST_UNKNOWN = 1;

  private static final int SECOND_UNKNOWN = 2;

  private final Bytes32 network;
  private final RandomState random;
  private final boolean firstHalf;
  private final long lasts;
  private final long wait;

  /**
   * The draw of a round.
   *
   * @param network the network's id
   * @param random the shared random values of the round's time period
   * @param firstHalf whether the round lies in the first half of it
   */
  public RingDraw(
      Bytes32 network, RandomState random, boolean firstHalf, NetworkParameters parameters) {
    this.network = network;
    this.random = random;
    this.firstHalf = firstHalf;
    this.lasts = parameters.ringPlacePeriods();
    this.wait = parameters.ringWaitPeriods();
  }

  /** The place of the relay {@code identity} that had {@code known} before, if it had any. */
  public RingPlace place(Bytes32 identity, Optional<RingPlace> known) {
    long present = random.period();
    if (known.isEmpty() || known.get().period() > present + Math.max(wait, SECOND_UNKNOWN)) {
      return first(identity);
    }
    RingPlace before = known.get();
    if (before.period() > present) {
      return random.isFixed(network) ? first(identity) : before;
    }
    if (before.place().equals(Bytes32.ZERO)) {
      return draw(identity, before.period());
    }
    if (isFoundersTurn(identity, before)) {
      return draw(identity, present);
    }
    long age = present - before.period();
    return age < lasts ? before : draw(identity, before.period() + age / lasts * lasts);
  }

  /** Whether {@code place} is one: whose it is may be asked to hold something. */
  public boolean isDrawn(RingPlace place) {
    return place.period() <= random.period();
  }

  /** While a network begins all are placed at once, by values that everybody knows. */
  private RingPlace first(Bytes32 identity) {
    if (random.isFixed(network)) {
      return draw(identity, random.period());
    }
    int unknown = firstHalf ? FIRST_UNKNOWN : SECOND_UNKNOWN;
    return new RingPlace(random.period() + Math.max(wait, unknown), Bytes32.ZERO);
  }

  /**
   * Whether the present period is the one in which a place that was drawn with a fixed value is
   * given up. Each has one among as many as places last: if all founders moved at once, all that is
   * stored would.
   */
  private boolean isFoundersTurn(Bytes32 identity, RingPlace before) {
    long turn = (new ByteReader(before.place().toByteArray()).u64() >>> 1) % lasts;
    return random.period() % lasts == turn
        && !random.isFixed(network)
        && before
            .place()
            .equals(SharedRandom.ringPlace(identity, SharedRandom.fixed(network, before.period())));
  }

  /** The place by the value of {@code period}, or by the present one when that is gone. */
  private RingPlace draw(Bytes32 identity, long period) {
    boolean previous = period == random.period() - 1;
    return new RingPlace(
        previous ? period : random.period(),
        SharedRandom.ringPlace(identity, previous ? random.previous() : random.value()));
  }
}
