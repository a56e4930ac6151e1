package io.whisper.rendezvous;

import io.whisper.core.state.StateStore;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.reactor.ReactorPool;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Whisper} is given beside the network. Immutable; {@link #defaults()} and the {@code
 * with} methods make one. What is given stays the caller's to close.
 */
public final class WhisperOptions {
  private static final WhisperOptions DEFAULTS = new WhisperOptions(null, null, null, null, null);

  private final @Nullable StateStore state;
  private final @Nullable TimeSource time;
  private final @Nullable SecureRandom random;
  private final @Nullable Executor executor;
  private final @Nullable ReactorPool pool;

  private WhisperOptions(
      @Nullable StateStore state,
      @Nullable TimeSource time,
      @Nullable SecureRandom random,
      @Nullable Executor executor,
      @Nullable ReactorPool pool) {
    this.state = state;
    this.time = time;
    this.random = random;
    this.executor = executor;
    this.pool = pool;
  }

  /** State in memory, the machine's time and randomness, threads of its own. */
  public static WhisperOptions defaults() {
    return DEFAULTS;
  }

  /**
   * The same with state kept there: the consensus, guards, and each endpoint's introduction points,
   * keys and what it opened. Without, every start is the first one.
   */
  public WhisperOptions withState(StateStore value) {
    return new WhisperOptions(Objects.requireNonNull(value, "state"), time, random, executor, pool);
  }

  /** The same with this clock and timer. */
  public WhisperOptions withTime(TimeSource value) {
    return new WhisperOptions(state, Objects.requireNonNull(value, "time"), random, executor, pool);
  }

  /** The same with this source of all randomness. */
  public WhisperOptions withRandom(SecureRandom value) {
    return new WhisperOptions(state, time, Objects.requireNonNull(value, "random"), executor, pool);
  }

  /** The same with listeners called, and stages completed, on this executor. */
  public WhisperOptions withExecutor(Executor value) {
    return new WhisperOptions(state, time, random, Objects.requireNonNull(value, "executor"), pool);
  }

  /** The same on a loop of this pool, which several instances and relays can share. */
  public WhisperOptions withPool(ReactorPool value) {
    return new WhisperOptions(state, time, random, executor, Objects.requireNonNull(value, "pool"));
  }

  Optional<StateStore> state() {
    return Optional.ofNullable(state);
  }

  @Nullable TimeSource time() {
    return time;
  }

  @Nullable SecureRandom random() {
    return random;
  }

  Optional<Executor> executor() {
    return Optional.ofNullable(executor);
  }

  @Nullable ReactorPool pool() {
    return pool;
  }

  @Override
  public String toString() {
    return "WhisperOptions";
  }
}
