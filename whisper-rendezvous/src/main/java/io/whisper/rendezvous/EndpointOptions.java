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
 * @param mailbox whether messages wait for it at stores while it is away, which needs state that
 *     lasts: see {@link WhisperOptions#withState}
 */
public record EndpointOptions(int introductionPoints, int receivingHops, boolean mailbox) {
  private static final int MAX_POINTS = 20;
  private static final EndpointOptions DEFAULTS = new EndpointOptions(3, HopRange.MAX_HOPS, true);

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

  /** 3 introduction points, 3 hops, with a mailbox. */
  public static EndpointOptions defaults() {
    return DEFAULTS;
  }

  /** The same with this number of introduction points. */
  public EndpointOptions withIntroductionPoints(int value) {
    return new EndpointOptions(value, receivingHops, mailbox);
  }

  /** The same with this number of intermediaries. */
  public EndpointOptions withReceivingHops(int value) {
    return new EndpointOptions(introductionPoints, value, mailbox);
  }

  /** The same with messages waiting for it while it is away, or not. */
  public EndpointOptions withMailbox(boolean value) {
    return new EndpointOptions(introductionPoints, receivingHops, value);
  }
}
