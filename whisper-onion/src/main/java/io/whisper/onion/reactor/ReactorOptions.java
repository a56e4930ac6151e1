package io.whisper.onion.reactor;

import io.whisper.core.time.TimeSource;
import java.security.SecureRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Reactor} is made from; null stands for a default.
 *
 * @param time the clock and timer; by default the machine's own
 * @param random where all randomness comes from; by default the machine's own
 * @param pool the event loops and workers to share; by default one loop and its own workers
 * @param ticker nanoseconds of real time since any moment, for what must not be hurried by a role's
 *     time; by default the machine's own
 */
public record ReactorOptions(
    @Nullable TimeSource time,
    @Nullable SecureRandom random,
    @Nullable ReactorPool pool,
    @Nullable LongSupplier ticker) {

  /** The machine's ticker. */
  public ReactorOptions(
      @Nullable TimeSource time, @Nullable SecureRandom random, @Nullable ReactorPool pool) {
    this(time, random, pool, null);
  }

  /** The machine's time and randomness, one loop of its own. */
  public static ReactorOptions defaults() {
    return new ReactorOptions(null, null, null);
  }

  /** The same with this clock and timer. */
  public ReactorOptions withTime(TimeSource value) {
    return new ReactorOptions(value, random, pool, ticker);
  }

  /** The same with this source of randomness. */
  public ReactorOptions withRandom(SecureRandom value) {
    return new ReactorOptions(time, value, pool, ticker);
  }

  /** The same on a loop of this pool, which stays open when the reactor closes. */
  public ReactorOptions withPool(ReactorPool value) {
    return new ReactorOptions(time, random, value, ticker);
  }

  /** The same with this ticker. */
  public ReactorOptions withTicker(LongSupplier value) {
    return new ReactorOptions(time, random, pool, value);
  }

  /** Names the parts that were given. */
  @Override
  public String toString() {
    return "ReactorOptions[time="
        + (time == null ? "system" : "given")
        + ", random="
        + (random == null ? "system" : "given")
        + ", pool="
        + (pool == null ? "own" : "shared")
        + ", ticker="
        + (ticker == null ? "system" : "given")
        + "]";
  }
}
