package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.identity.Identity;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.lookup.Presences;
import io.whisper.rendezvous.overlay.Hedge;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.session.SessionPurpose;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that an endpoint opens: those that an application asks for, and those that carry its
 * long messages and are let go by themselves. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class OutgoingSessions {
  /** How long a session opened for long messages is kept for the next. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  /** After how long, and up to as long again, a session is tried beside one that takes long. */
  private static final Duration IMPATIENCE = Duration.ofMillis(2_500);

  private static final int TRIES_AT_ONCE = 3;

  private final Overlay overlay;
  private final Identity identity;
  private final CompletableFuture<Void> ready;
  private final Presences lookup;
  private final SessionSource opener;
  private final Map<Route, Carrier> carriers = new HashMap<>();
  private final Set<Connecting> connecting = new HashSet<>();
  private final Set<LiveSession> connections = new HashSet<>();
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
      CompletableFuture<Void> ready,
      Presences lookup,
      SessionSource opener) {
    this.overlay = overlay;
    this.identity = identity;
    this.ready = ready;
    this.lookup = lookup;
    this.opener = opener;
  }

  /**
   * Sends a message over a session that is there for such messages, or opened for it now, and over
   * another one where that session ends or stalls before it is acknowledged.
   */
  void send(LongMessage message, Address recipient, SendOptions options) {
    send(new Route(recipient, options.profile().hops(), options.identified()), message);
  }

  private void send(Route route, LongMessage message) {
    Carrier carrier = carriers.get(route);
    if (carrier == null || carrier.over()) {
      carrier = begin(route, Stall.PATIENCE);
    }
    carrier.send(message);
  }

  private Carrier begin(Route route, Duration patience) {
    Carrier carrier = new Carrier(route, patience);
    carriers.put(route, carrier);
    carrier.open();
    return carrier;
  }

  /** Sends a message once more that nobody acknowledged. */
  private void again(Route route, LongMessage message) {
    if (!message.wanted()) {
      return;
    }
    if (closed || message.repeatedEnough(overlay.time().now())) {
      message.endWithItsSession();
      return;
    }
    overlay
        .time()
        .after(
            Pause.from(overlay.random(), message.pause()),
            () -> {
              if (message.wanted()) {
                send(route, message);
              }
            });
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
        found ->
            Hedge.first(
                overlay,
                IMPATIENCE,
                // The peer's application would be given each, and speak in all of them.
                wish.purpose() == SessionPurpose.MESSAGES ? TRIES_AT_ONCE : 1,
                () -> opener.open(found, wish, none -> {}),
                LiveSession::close));
  }

  void close() {
    closed = true;
    List.copyOf(carriers.values()).forEach(each -> each.opened.thenAccept(LiveSession::close));
    Set.copyOf(connecting)
        .forEach(each -> each.connected.completeExceptionally(Outbox.closedException()));
    connections.forEach(LiveSession::close);
  }

  /** A session for the long messages to one recipient; it is tried while one of them waits. */
  private final class Carrier implements Reaching.Seeker {
    private final Route route;
    private final CompletableFuture<LiveSession> opened = new CompletableFuture<>();
    private final Set<LongMessage> waiting = new HashSet<>();
    private final Stall stall;

    Carrier(Route route, Duration patience) {
      this.route = route;
      this.stall = new Stall(overlay, patience, this::leaveBehind);
    }

    @Override
    public boolean proposesAnew() {
      return true;
    }

    void open() {
      SessionOpener.Wish wish =
          new SessionOpener.Wish(
              SessionPurpose.MESSAGES, route.identified() ? identity : null, route.hops(), IDLE);
      OutgoingSessions.this.open(route.recipient(), wish, this).whenComplete(this::opened);
    }

    private void opened(@Nullable LiveSession session, @Nullable Throwable failure) {
      if (session == null) {
        carriers.remove(route, this);
        opened.completeExceptionally(failure);
      } else {
        session.keptBy(this::ended);
        opened.complete(session);
      }
      waiting.clear();
    }

    private void ended() {
      carriers.remove(route, this);
      for (LongMessage each : stall.unacknowledged()) {
        each.lost();
        again(route, each);
      }
      stall.end();
    }

    /** Sends what it does not acknowledge over another one, and ends it. */
    private void leaveBehind(LiveSession session) {
      if (!closed && carriers.remove(route, this)) {
        begin(route, stall.longer());
        stall.unacknowledged().forEach(each -> OutgoingSessions.this.send(route, each));
        stall.end();
      }
      session.leave();
    }

    boolean over() {
      return opened.isDone() && (opened.isCompletedExceptionally() || !opened.join().usable());
    }

    void send(LongMessage message) {
      if (!opened.isDone()) {
        waiting.add(message);
      }
      opened.whenComplete(
          (session, failure) -> {
            if (!message.wanted()) {
              return;
            }
            if (session == null) {
              noSession(message, failure);
            } else if (message.repeatedEnough(overlay.time().now())) {
              message.endWithItsSession();
            } else if (session.takes(message)) {
              message.leaves(overlay.time().now());
              // Before it is sent: the session may end under it.
              stall.watch(session, message);
              session.send(message);
            } else if (session.usable() && !message.mayHaveArrived()) {
              message
                  .delivery()
                  .fail(FailureReason.OVERLOADED, "too much waits to be sent on the session");
            } else {
              again(route, message);
            }
          });
    }

    private void noSession(LongMessage message, Throwable failure) {
      if (message.outlasts(failure)) {
        again(route, message);
      } else {
        message.giveUp(failure);
      }
    }

    @Override
    public boolean waits() {
      waiting.stream()
          .filter(message -> message.wanted() && message.repeatedEnough(overlay.time().now()))
          .forEach(LongMessage::endWithItsSession);
      waiting.removeIf(message -> !message.wanted());
      return !closed && !waiting.isEmpty();
    }

    @Override
    public void hindered(ObstacleException by) {
      Set.copyOf(waiting)
          .forEach(
              message ->
                  message.delivery().hindered(DeliveryFailure.of(by), message.mayHaveArrived()));
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
