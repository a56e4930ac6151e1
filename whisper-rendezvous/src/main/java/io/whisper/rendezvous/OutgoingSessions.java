package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.identity.Identity;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.lookup.Presences;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.session.SessionPurpose;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that an endpoint opens: those that an application asks for, and those that carry its
 * long messages and are let go by themselves. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class OutgoingSessions {
  /** How long a session opened for long messages is kept for the next. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  /**
   * How long a session may acknowledge nothing before the next messages go over another one. What
   * was sent on the first may still arrive, and is not sent again.
   */
  private static final Duration STALL = Duration.ofSeconds(10);

  /** How many sessions that acknowledge nothing are kept. */
  private static final int MOST_STALLED = 16;

  private final Overlay overlay;
  private final Identity identity;
  private final CompletableFuture<Void> ready;
  private final Presences lookup;
  private final SessionOpener opener;
  private final Map<Route, Carrier> carriers = new HashMap<>();
  private final Set<Connecting> connecting = new HashSet<>();
  private final Set<LiveSession> connections = new HashSet<>();
  private final Set<LiveSession> stalled = new HashSet<>();
  private boolean closed;

  /** What messages may share a session. */
  private record Route(Address recipient, HopRange hops, boolean identified) {}

  /**
   * The sessions of an endpoint of this identity.
   *
   * @param ready completes when circuits can be built
   */
  OutgoingSessions(
      Overlay overlay,
      Identity identity,
      Executor executor,
      CompletableFuture<Void> ready,
      Presences lookup) {
    this.overlay = overlay;
    this.identity = identity;
    this.ready = ready;
    this.lookup = lookup;
    this.opener = new SessionOpener(overlay, executor);
  }

  /**
   * Sends a message over a session that is there for such messages, or opened for it now.
   *
   * @param givenUp told when no session comes about
   */
  void send(
      Delivery delivery,
      Address recipient,
      byte[] payload,
      SendOptions options,
      Consumer<Throwable> givenUp) {
    Route route = new Route(recipient, options.profile().hops(), options.identified());
    Carrier carrier = carriers.get(route);
    if (carrier == null || carrier.over() || carrier.leftBehind()) {
      carrier = new Carrier(route);
      carriers.put(route, carrier);
      carrier.open();
    }
    carrier.send(delivery, payload, givenUp);
  }

  /**
   * Opens a session with a recipient, which ends with this endpoint at the latest.
   *
   * @param ttl how long it is tried
   */
  CompletableFuture<LiveSession> connect(Address recipient, SessionOpener.Wish wish, Duration ttl) {
    Connecting attempt = new Connecting();
    if (closed) {
      attempt.connected.completeExceptionally(Outbox.closedException());
    } else {
      attempt.begin(recipient, wish, ttl);
    }
    return attempt.connected;
  }

  private CompletableFuture<LiveSession> open(
      Address recipient, SessionOpener.Wish wish, Reaching.Seeker seeker) {
    return Reaching.begin(
        overlay,
        lookup,
        recipient,
        wish.hops(),
        seeker,
        found -> opener.open(found, wish, hops -> {}));
  }

  void close() {
    closed = true;
    carriers.values().forEach(each -> each.opened.thenAccept(LiveSession::close));
    Set.copyOf(connecting)
        .forEach(each -> each.connected.completeExceptionally(Outbox.closedException()));
    connections.forEach(LiveSession::close);
    stalled.forEach(LiveSession::close);
  }

  /** A session for the long messages to one recipient; it is tried while one of them waits. */
  private final class Carrier implements Reaching.Seeker {
    private final Route route;
    private final CompletableFuture<LiveSession> opened = new CompletableFuture<>();
    private final Set<Delivery> waiting = new HashSet<>();

    Carrier(Route route) {
      this.route = route;
    }

    @Override
    public boolean proposesAnew() {
      return true;
    }

    void open() {
      SessionOpener.Wish wish =
          new SessionOpener.Wish(
              SessionPurpose.MESSAGES, route.identified() ? identity : null, route.hops(), IDLE);
      OutgoingSessions.this
          .open(route.recipient(), wish, this)
          .whenComplete(
              (session, failure) -> {
                if (session == null) {
                  carriers.remove(route, this);
                  opened.completeExceptionally(failure);
                } else {
                  session.end().thenRun(() -> overlay.reactor().execute(this::ended));
                  opened.complete(session);
                }
                waiting.clear();
              });
    }

    private void ended() {
      carriers.remove(route, this);
    }

    boolean over() {
      return opened.isDone() && (opened.isCompletedExceptionally() || !opened.join().usable());
    }

    /** Leaves a session that acknowledges nothing to itself; says whether it did. */
    boolean leftBehind() {
      if (!opened.isDone() || stalled.size() >= MOST_STALLED) {
        return false;
      }
      LiveSession session = opened.join();
      if (!session.stalled(STALL)) {
        return false;
      }
      stalled.add(session);
      session.end().thenRun(() -> overlay.reactor().execute(() -> stalled.remove(session)));
      return true;
    }

    void send(Delivery delivery, byte[] payload, Consumer<Throwable> givenUp) {
      if (!opened.isDone()) {
        waiting.add(delivery);
      }
      opened.whenComplete(
          (session, failure) -> {
            if (failure != null) {
              givenUp.accept(failure);
            } else if (!delivery.state().isFinal() && !delivery.isLeft()) {
              delivery.attempted();
              session.send(delivery, payload, 0);
            }
          });
    }

    @Override
    public boolean waits() {
      waiting.removeIf(delivery -> delivery.state().isFinal() || delivery.isLeft());
      return !closed && !waiting.isEmpty();
    }

    @Override
    public void hindered(ObstacleException by) {
      // Nothing of a message leaves before its session stands.
      Set.copyOf(waiting).forEach(delivery -> delivery.hindered(DeliveryFailure.of(by), false));
    }
  }

  /** A session that an application waits for; equal to itself only. */
  private final class Connecting implements Reaching.Seeker {
    private final CompletableFuture<LiveSession> connected = new CompletableFuture<>();
    private @Nullable ObstacleException last;

    @Override
    public boolean proposesAnew() {
      return true;
    }

    void begin(Address recipient, SessionOpener.Wish wish, Duration ttl) {
      connecting.add(this);
      Cancellable expiry = overlay.time().after(ttl, this::timeIsOver);
      connected.whenComplete(
          (session, failure) -> {
            expiry.cancel();
            connecting.remove(this);
          });
      ready
          .thenCompose(joined -> open(recipient, wish, this))
          .whenComplete(
              (session, failure) -> {
                if (session == null) {
                  connected.completeExceptionally(failure);
                } else if (closed || connected.isDone()) {
                  session.close();
                } else {
                  connections.add(session);
                  session
                      .end()
                      .thenRun(() -> overlay.reactor().execute(() -> connections.remove(session)));
                  connected.complete(session);
                }
              });
    }

    private void timeIsOver() {
      DeliveryFailure why =
          last == null
              ? new DeliveryFailure(FailureReason.NO_ANSWER, "the time to live passed")
              : DeliveryFailure.of(last).forAllOfItsTime();
      connected.completeExceptionally(new SessionException(why.reason(), why.detail()));
    }

    @Override
    public boolean waits() {
      return !closed && !connected.isDone();
    }

    @Override
    public void hindered(ObstacleException by) {
      last = by;
    }
  }
}
