package io.whisper.onion.circuit;

import java.time.Duration;

/**
 * The bounds and patience of an endpoint's circuits.
 *
 * @param hopPatience how long one relay may take to become a hop
 * @param impatience after how long, and up to as long again, another path is tried beside one that
 *     is no circuit yet
 * @param tries how many paths are tried for a request, 1 to 10
 * @param cleanPerLength how many circuits of a needed length are kept ready, 0 to 16
 * @param cleanLife how long a ready circuit is kept at most; less than the 10 minutes after which
 *     relays end what is idle
 * @param neededFor how long a length counts as needed after it was asked for
 * @param unusedLink after how long a link without circuits is closed
 * @param queuedMessages messages that may wait for credit on one circuit, 1 to 65,536
 * @param queuedBytes bytes that may wait for credit on one circuit, 65,535 or more
 */
public record CircuitSettings(
    Duration hopPatience,
    Duration impatience,
    int tries,
    int cleanPerLength,
    Duration cleanLife,
    Duration neededFor,
    Duration unusedLink,
    int queuedMessages,
    int queuedBytes) {

  /** Checks the ranges. */
  public CircuitSettings {
    positive("hopPatience", hopPatience);
    positive("impatience", impatience);
    positive("cleanLife", cleanLife);
    positive("neededFor", neededFor);
    positive("unusedLink", unusedLink);
    within("tries", tries, 1, 10);
    within("cleanPerLength", cleanPerLength, 0, 16);
    within("queuedMessages", queuedMessages, 1, 65_536);
    within("queuedBytes", queuedBytes, 65_535, Integer.MAX_VALUE);
  }

  /**
   * 10 s a hop, another path after 1.5 to 3 s, 3 tries, 2 clean circuits of each needed length,
   * 1,024 messages of 1 MiB queued.
   */
  public static CircuitSettings defaults() {
    return new CircuitSettings(
        Duration.ofSeconds(10),
        Duration.ofMillis(1_500),
        3,
        2,
        Duration.ofMinutes(9),
        Duration.ofHours(1),
        Duration.ofSeconds(60),
        1024,
        1 << 20);
  }

  /** The same with this number of clean circuits of each needed length. */
  public CircuitSettings withCleanPerLength(int value) {
    return new CircuitSettings(
        hopPatience,
        impatience,
        tries,
        value,
        cleanLife,
        neededFor,
        unusedLink,
        queuedMessages,
        queuedBytes);
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " is " + value + ", expected more than zero");
    }
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + least + " to " + most);
    }
  }
}
