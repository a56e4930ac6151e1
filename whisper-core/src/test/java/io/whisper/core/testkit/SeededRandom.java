package io.whisper.core.testkit;

import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.SplittableRandom;

/** A source of randomness that yields the same bytes for the same seed. For tests only. */
public final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1;

  private final long seed;

  /** The source of {@code seed}. */
  public SeededRandom(long seed) {
    super(new Spi(seed), new NoProvider());
    this.seed = seed;
  }

  /** What this source was made from. */
  public long seed() {
    return seed;
  }

  /** That many random bytes. */
  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    nextBytes(bytes);
    return bytes;
  }

  @Override
  public String toString() {
    return "SeededRandom(" + seed + ")";
  }

  private static final class Spi extends SecureRandomSpi {
    private static final long serialVersionUID = 1;

    private final transient SplittableRandom random;

    Spi(long seed) {
      this.random = new SplittableRandom(seed);
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
      // Added entropy would end the repetition.
    }

    @Override
    protected synchronized void engineNextBytes(byte[] bytes) {
      random.nextBytes(bytes);
    }

    @Override
    protected byte[] engineGenerateSeed(int length) {
      byte[] seed = new byte[length];
      engineNextBytes(seed);
      return seed;
    }
  }

  private static final class NoProvider extends Provider {
    private static final long serialVersionUID = 1;

    NoProvider() {
      super("whisper-test", "1", "deterministic randomness");
    }
  }
}
