package io.whisper.onion.relay;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.directory.ConsensusSource;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What a {@link RelayService} is given of the relay that it serves at. */
public interface RelayContext {

  /** The relay's time; tasks of {@code after} run on the relay's loop. */
  TimeSource time();

  /** The relay's source of randomness. */
  SecureRandom random();

  /** The consensus that the relay goes by. */
  ConsensusSource consensus();

  /** The relay's Ed25519 identity key. */
  Bytes32 identity();

  /**
   * Runs public-key work on the workers and completes on the relay's loop; exceptionally when the
   * workers' bounded queue is full.
   */
  <T> CompletableFuture<T> compute(Supplier<T> work);

  /** Runs a task on the relay's loop, later than now; from any thread. */
  void execute(Runnable task);
}
