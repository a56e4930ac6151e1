package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.XWing;
import io.whisper.core.identity.Identity;
import io.whisper.core.identity.KeyBlinding;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.rendezvous.descriptor.Presence;
import io.whisper.rendezvous.descriptor.PresencePoint;
import io.whisper.rendezvous.lookup.FoundPresence;
import io.whisper.rendezvous.lookup.Presences;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.session.ChannelEnd;
import io.whisper.rendezvous.session.SessionChannel;
import io.whisper.rendezvous.session.SessionKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sessions without a network, whose circuits do what a test says, and a loop in virtual time. */
final class ScriptedSessions implements Presences, AutoCloseable {
  private static final Duration STEP = Duration.ofMillis(100);

  final SeededRandom random = new SeededRandom(137);
  final VirtualTime time = new VirtualTime();
  final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withRandom(random));
  final Overlay overlay =
      new Overlay(
          reactor,
          Optional::empty,
          request -> CompletableFuture.failedFuture(new IllegalStateException("no circuits")));

  /** Whether the network is there. */
  boolean reachable = true;

  private final FoundPresence found = presence();

  Address recipient() {
    return found.address();
  }

  /** A session over a circuit that takes so many cells. */
  Way way(int room) {
    return new Way(room);
  }

  <T> T call(Supplier<T> question) throws Exception {
    return reactor.call(question).get(1, TimeUnit.MINUTES);
  }

  void pass(Duration duration) throws Exception {
    for (Duration gone = Duration.ZERO; gone.compareTo(duration) < 0; gone = gone.plus(STEP)) {
      time.advance(STEP);
      call(() -> true);
    }
  }

  @Override
  public CompletableFuture<FoundPresence> find(Address address, HopRange hops) {
    return reachable
        ? CompletableFuture.completedFuture(found)
        : CompletableFuture.failedFuture(new ObstacleException(Obstacle.NO_CIRCUIT, "of the test"));
  }

  @Override
  public boolean remembers(Address address) {
    return false;
  }

  @Override
  public void forget(Address address) {
    // Nothing is remembered.
  }

  @Override
  public void close() {
    reactor.close();
  }

  private FoundPresence presence() {
    try (Identity identity = Identity.ephemeral(random)) {
      Address address = identity.address();
      Presence presence =
          new Presence(
              random.bytes(XWing.PUBLIC_KEY_SIZE),
              Bytes32.ZERO,
              List.of(new PresencePoint(Bytes32.of(random.bytes(32)), Bytes32.ZERO)));
      return new FoundPresence(
          address, KeyBlinding.blindPublic(address, 1, 1440), presence, Instant.MAX);
    }
  }

  /** A session and its circuit. */
  final class Way implements SessionChannel.Leg {
    final LiveSession session =
        new LiveSession(
            overlay, Runnable::run, new SerialExecutor(Runnable::run), null, Duration.ofMinutes(1));
    final SessionChannel channel =
        new SessionChannel(
            SessionKeys.ofInitiator(new byte[SessionKeys.KEY_STREAM_SIZE]), this, session);

    /** How many cells left. */
    int cells;

    private int room;
    private @Nullable Integer breaksAfter;

    private Way(int room) {
      this.room = room;
      session.begin(channel, 2);
    }

    /** Has the circuit end while it takes this cell. */
    Way breakingAfter(int count) {
      breaksAfter = count;
      return this;
    }

    /** Lets so many cells leave. */
    void room(int more) {
      room += more;
      channel.onWindow();
    }

    @Override
    public boolean send(byte[] cell) {
      if (cells == room) {
        return false;
      }
      cells++;
      if (breaksAfter != null && cells == breaksAfter) {
        channel.abort(ChannelEnd.LOST);
      }
      return true;
    }
  }
}
