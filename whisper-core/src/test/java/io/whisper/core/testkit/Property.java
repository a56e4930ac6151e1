package io.whisper.core.testkit;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A statement that must hold for whatever a {@link SeededRandom} comes up with.
 *
 * <p>Every run tries other cases; a failure names its seed, and {@code -Dwhisper.seed=} that number
 * tries this one case again.
 */
public final class Property {
  /** The system property that names the one seed to try. */
  public static final String SEED = "whisper.seed";

  private Property() {}

  /** One trial of the statement. */
  @FunctionalInterface
  public interface Trial {
    /** Throws when the statement does not hold for what {@code random} yields. */
    void run(SeededRandom random) throws Exception;
  }

  /** Tries {@code trial} that many times with seeds of its own. */
  public static void holds(int trials, Trial trial) {
    Long given = Long.getLong(SEED);
    if (given != null) {
      run(given, trial);
      return;
    }
    RandomGenerator seeds = RandomGeneratorFactory.getDefault().create();
    for (int i = 0; i < trials; i++) {
      run(seeds.nextLong(), trial);
    }
  }

  private static void run(long seed, Trial trial) {
    try {
      trial.run(new SeededRandom(seed));
    } catch (Exception | AssertionError failure) {
      throw new AssertionError(
          "fails for seed " + seed + ", again with -D" + SEED + "=" + seed + ": " + failure,
          failure);
    }
  }
}
