package io.whisper.onion.relay;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.Cancellable;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.reactor.Reactor;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a relay that all its links and circuits share; confined to the relay's loop.
 *
 * <p>Its time for circuits goes in ticks, so that a cell costs a circuit no look at the clock: a
 * circuit ends within one tick after its bound.
 */
final class RunningRelay implements RelayContext {

  private static final Logger LOG = LoggerFactory.getLogger(RunningRelay.class);

  /** How often a circuit may be extended. */
  static final int MAXIMUM_EXTENSIONS = 5;

  /** Each extension takes three RELAY_EARLY cells, and nothing else travels in them. */
  static final int MAXIMUM_EARLY_CELLS = MAXIMUM_EXTENSIONS * 3;

  static final Duration TICK = Duration.ofSeconds(5);

  /** How long a handshake may take, here or at the next relay. */
  static final int PATIENCE_TICKS = ticks(Duration.ofSeconds(15));

  /** How long a link that this relay dialled stays without a circuit. */
  static final int UNUSED_LINK_TICKS = ticks(Duration.ofMinutes(3));

  private final Reactor reactor;
  private final Bytes32 identity;
  private final RelaySettings settings;
  private final ConsensusSource consensus;
  private final Services services;
  private final int idleTicks;
  private final int ageTicks;
  private final RelayCounters counters = new RelayCounters();
  private final Waiting waiting = new Waiting(this);
  private final Traffic traffic;
  private final Handshakes handshakes;
  private final LinkTable links;
  private @Nullable Cancellable nextTick;
  private int tick;
  private boolean closed;

  RunningRelay(
      Reactor reactor,
      RelayKeys keys,
      RelaySettings settings,
      ConsensusSource consensus,
      LinkDialer dialer,
      List<RelayService> services) {
    this.reactor = reactor;
    this.identity = keys.identity();
    this.settings = settings;
    this.consensus = consensus;
    this.idleTicks = ticks(settings.idle());
    this.ageTicks = ticks(settings.age());
    this.services = new Services(services);
    this.traffic = new Traffic(this);
    this.handshakes = new Handshakes(this, keys);
    this.links = new LinkTable(this, dialer);
  }

  void start() {
    services.start(this);
    scheduleTick();
  }

  private void scheduleTick() {
    nextTick = time().after(TICK, this::onTick);
  }

  private void onTick() {
    if (closed) {
      return;
    }
    tick++;
    links.each(
        link -> {
          link.eachCircuit(circuit -> circuit.expire(tick));
          link.countQueued();
          link.closeWhenUnused(tick);
        });
    waiting.enforce();
    scheduleTick();
  }

  void close() {
    closed = true;
    if (nextTick != null) {
      nextTick.cancel();
    }
    traffic.close();
    links.close();
  }

  RelaySettings settings() {
    return settings;
  }

  RelayCounters counters() {
    return counters;
  }

  Services services() {
    return services;
  }

  LinkTable links() {
    return links;
  }

  Waiting waiting() {
    return waiting;
  }

  Traffic traffic() {
    return traffic;
  }

  Handshakes handshakes() {
    return handshakes;
  }

  /**
   * Does what follows on a future; an error of ours in that is logged, not lost with the future.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // Nothing is left in it.
  static <T> void when(
      CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> outcome) {
    future.whenComplete(
        (value, failure) -> {
          try {
            outcome.accept(value, failure);
          } catch (RuntimeException | Error error) {
            LOG.error("A relay failed on what its workers or its links answered", error);
          }
        });
  }

  /** The present tick. */
  int tick() {
    return tick;
  }

  /** How many ticks a circuit may carry nothing. */
  int idleTicks() {
    return idleTicks;
  }

  /** How many ticks a circuit may stand. */
  int ageTicks() {
    return ageTicks;
  }

  /** The ticks after which at least this duration has passed. */
  private static int ticks(Duration duration) {
    return (int) duration.plus(TICK).minusNanos(1).dividedBy(TICK) + 1;
  }

  @Override
  public TimeSource time() {
    return reactor.time();
  }

  @Override
  public SecureRandom random() {
    return reactor.random();
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
  public <T> CompletableFuture<T> compute(Supplier<T> work) {
    return reactor.compute(work);
  }

  @Override
  public void execute(Runnable task) {
    reactor.execute(task);
  }
}
