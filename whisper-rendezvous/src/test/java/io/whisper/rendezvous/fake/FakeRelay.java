package io.whisper.rendezvous.fake;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.RelayService;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** A relay that serves one service in the thread of the test. */
public final class FakeRelay implements RelayContext {
  private final VirtualTime time;
  private final SeededRandom random = new SeededRandom(7);
  private final Queue<Runnable> work = new ArrayDeque<>();
  private final RelayService service;
  private ConsensusSource consensus = Optional::empty;
  private final Bytes32 identity;
  private boolean busy;
  private boolean atOnce;

  /** Starts the service. */
  public FakeRelay(RelayService service) {
    this(service, new VirtualTime(), Bytes32.ZERO);
  }

  /** Starts the service of a relay with this time and this identity. */
  public FakeRelay(RelayService service, VirtualTime time, Bytes32 identity) {
    this.service = service;
    this.time = time;
    this.identity = identity;
    service.start(this);
  }

  /** A circuit that ends at this relay and came over the link of this name. */
  public FakeCircuit circuit(String link) {
    byte[] binding = random.bytes(32);
    return new FakeCircuit(service, link, binding);
  }

  /** Sets what the relay goes by. */
  public void consensus(ConsensusSource source) {
    consensus = source;
  }

  /** Makes the workers refuse everything, or not. */
  public void busy(boolean value) {
    busy = value;
  }

  /** Does public-key work at once from now on. */
  public void workAtOnce() {
    atOnce = true;
  }

  /** Does the public-key work that waits. */
  public void work() {
    for (Runnable next = work.poll(); next != null; next = work.poll()) {
      next.run();
    }
  }

  @Override
  public TimeSource time() {
    return time;
  }

  /** The same time, to be advanced. */
  public VirtualTime virtualTime() {
    return time;
  }

  @Override
  public SecureRandom random() {
    return random;
  }

  @Override
  public ConsensusSource consensus() {
    return consensus;
  }

  @Override
  public Bytes32 identity() {
    return identity;
  }

  @Override
  public <T> CompletableFuture<T> compute(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    if (busy) {
      result.completeExceptionally(new RejectedExecutionException("busy"));
    } else if (atOnce) {
      result.complete(task.get());
    } else {
      work.add(() -> result.complete(task.get()));
    }
    return result;
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }
}
