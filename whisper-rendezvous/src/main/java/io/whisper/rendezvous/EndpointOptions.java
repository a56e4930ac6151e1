package io.whisper.rendezvous;

import io.whisper.onion.path.HopRange;

/**
 * How an endpoint can be reached. Immutable; {@link #defaults()} and the {@code with} methods make
 * one.
 *
 * @param introductionPoints how many relays it waits at, 1 to 20: more are harder to take away,
 *     fewer see it
 * @param receivingHops the intermediaries between it and the relays at which it waits, publishes
 *     and meets, 0 to 3, whatever senders choose; fewer than 3 protect its place less
 */
public record EndpointOptions(int introductionPoints, int receivingHops) {
  private static final int MAX_POINTS = 20;
  private static final EndpointOptions DEFAULTS = new EndpointOptions(3, HopRange.MAX_HOPS);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when a number is out of range
   */
  public EndpointOptions {
    if (introductionPoints < 1 || introductionPoints > MAX_POINTS) {
      throw new IllegalArgumentException(
          "introductionPoints is " + introductionPoints + ", expected 1 to " + MAX_POINTS);
    }
    if (receivingHops < 0 || receivingHops > HopRange.MAX_HOPS) {
      throw new IllegalArgumentException(
          "receivingHops is " + receivingHops + ", expected 0 to " + HopRange.MAX_HOPS);
    }
  }

  /** 3 introduction points, 3 hops. */
  public static EndpointOptions defaults() {
    return DEFAULTS;
  }

  /** The same with this number of introduction points. */
  public EndpointOptions withIntroductionPoints(int value) {
    return new EndpointOptions(value, receivingHops);
  }

  /** The same with this number of intermediaries. */
  public EndpointOptions withReceivingHops(int value) {
    return new EndpointOptions(introductionPoints, value);
  }
}
