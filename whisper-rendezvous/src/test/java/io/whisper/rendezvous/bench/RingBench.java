package io.whisper.rendezvous.bench;

import io.whisper.rendezvous.ring.RingAttack;
import io.whisper.rendezvous.ring.RingAttack.Defence;
import io.whisper.rendezvous.ring.RingAttack.Strategy;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Prints what a tenth of the relays holds of an address that it knows ahead (A7 of
 * docs/threat-model.md), for each defence and strategy: the mean of ten seeds, the range of the
 * ten, and the range of as many relays drawn by lot. Takes about a minute and no arguments.
 */
public final class RingBench {
  private static final int SEEDS = 10;

  private RingBench() {}

  /** Runs everything. */
  public static void main(String[] arguments) {
    System.out.printf(
        Locale.ROOT,
        "%-20s %-8s %6s %14s %14s%n",
        "places",
        "strategy",
        "share",
        "range",
        "by lot");
    for (Defence defence : Defence.values()) {
      for (Strategy strategy : Strategy.values()) {
        if (defence != Defence.NONE || strategy == Strategy.PATIENT) {
          RingAttack.Outcome[] outcomes =
              IntStream.rangeClosed(1, SEEDS)
                  .mapToObj(
                      seed ->
                          RingAttack.run(
                              defence, strategy, defence == Defence.NONE ? 50 : 1_000, seed))
                  .toArray(RingAttack.Outcome[]::new);
          double[] shares = sorted(outcomes, RingAttack.Outcome::share);
          double[] permuted = sorted(outcomes, RingAttack.Outcome::permuted);
          System.out.printf(
              Locale.ROOT,
              "%-20s %-8s %6.2f %6.2f to %4.2f %6.2f to %4.2f%n",
              defence,
              strategy,
              Arrays.stream(shares).average().orElse(0),
              shares[0],
              shares[SEEDS - 1],
              permuted[0],
              permuted[SEEDS - 1]);
        }
      }
    }
  }

  private static double[] sorted(
      RingAttack.Outcome[] outcomes, ToDoubleFunction<RingAttack.Outcome> figure) {
    return Arrays.stream(outcomes).mapToDouble(figure).sorted().toArray();
  }
}
