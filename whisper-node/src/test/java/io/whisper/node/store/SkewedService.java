package io.whisper.node.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.Cancellable;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.testkit.WrappedService;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A service whose clock is another one than its relay's. */
final class SkewedService extends WrappedService {
  private final SkewedTime clock;

  SkewedService(RelayService service, SkewedTime clock) {
    super(service);
    this.clock = clock;
  }

  @Override
  public void start(RelayContext context) {
    super.start(new Skewed(context, clock));
  }

  /** The relay as the service sees it. */
  private record Skewed(RelayContext context, SkewedTime clock) implements RelayContext {
    @Override
    public ConsensusSource consensus() {
      return context.consensus();
    }

    @Override
    public Bytes32 identity() {
      return context.identity();
    }

    @Override
    public TimeSource time() {
      return new TimeSource() {
        @Override
        public Instant now() {
          return clock.now();
        }

        @Override
        public Cancellable after(Duration delay, Runnable task) {
          return context.time().after(delay, task);
        }
      };
    }

    @Override
    public SecureRandom random() {
      return context.random();
    }

    @Override
    public <T> CompletableFuture<T> compute(Supplier<T> work) {
      return context.compute(work);
    }

    @Override
    public void execute(Runnable task) {
      context.execute(task);
    }
  }
}
