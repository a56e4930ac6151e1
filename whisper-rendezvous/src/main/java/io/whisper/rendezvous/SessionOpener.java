package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.introduction.Introducer;
import io.whisper.rendezvous.introduction.SessionTerms;
import io.whisper.rendezvous.lookup.FoundPresence;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.RelayDraw;
import io.whisper.rendezvous.point.Cookie;
import io.whisper.rendezvous.point.Meeting;
import io.whisper.rendezvous.session.SessionHandshake;
import io.whisper.rendezvous.session.SessionKeys;
import io.whisper.rendezvous.session.SessionPurpose;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The initiator's way to a session: wait at a rendezvous point, introduce its terms, meet the
 * recipient there (docs/protocol.md, "Rendezvous"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class SessionOpener implements SessionSource {
  /** The time to live of terms: nobody waits longer for a rendezvous. */
  private static final long TERMS_TTL_SECONDS = 60;

  /** How long a relay that could not be reached is not proposed again where others can be. */
  private static final Duration DOUBT = Duration.ofSeconds(30);

  private final Overlay overlay;
  private final Executor executor;
  private final Map<Bytes32, Instant> unreachable = new HashMap<>();

  /**
   * What a session is wanted for.
   *
   * @param purpose what the recipient is told
   * @param sender who proves to be the initiator, or null for nobody
   * @param hops the lengths of the initiator's circuits
   * @param idle after how long a silence it ends
   */
  record Wish(SessionPurpose purpose, @Nullable Identity sender, HopRange hops, Duration idle) {}

  SessionOpener(Overlay overlay, Executor executor) {
    this.overlay = overlay;
    this.executor = executor;
  }

  @Override
  public CompletableFuture<LiveSession> open(
      FoundPresence recipient, Wish wish, IntConsumer onAccepted) {
    RelayEntry relay = draw();
    if (relay == null) {
      return CompletableFuture.failedFuture(
          new ObstacleException(Obstacle.NO_CIRCUIT, "no consensus is in force"));
    }
    Bytes32 handshakeKey = recipient.presence().handshakeKey();
    CompletableFuture<SessionHandshake> handshake =
        overlay
            .reactor()
            .compute(
                () ->
                    SessionHandshake.start(
                            overlay.random(), recipient.blindedKey(), handshakeKey, wish.purpose())
                        .orElseThrow(
                            () ->
                                new ObstacleException(
                                    Obstacle.NO_PRESENCE, "the presence holds no valid key")));
    Cookie cookie = Cookie.random(overlay.random());
    return Meeting.await(overlay, relay, wish.hops().draw(overlay.random()), cookie)
        .whenComplete((waiting, failure) -> reached(relay, failure == null))
        .thenCompose(
            meeting ->
                handshake
                    .thenCompose(
                        hello -> {
                          SessionTerms terms =
                              new SessionTerms(relay.identity(), cookie, hello.hello());
                          return introduce(recipient, wish, terms, onAccepted)
                              .thenCompose(none -> meet(recipient.address(), wish, meeting, hello));
                        })
                    .whenComplete(
                        (session, failure) -> {
                          if (failure != null) {
                            meeting.close();
                          }
                        }))
        .whenComplete((session, failure) -> handshake.thenAccept(SessionHandshake::close));
  }

  private @Nullable RelayEntry draw() {
    Instant now = overlay.time().now();
    unreachable.values().removeIf(until -> !now.isBefore(until));
    return RelayDraw.rendezvousPoint(overlay, each -> !unreachable.containsKey(each.identity()))
        .or(() -> RelayDraw.rendezvousPoint(overlay, any -> true))
        .orElse(null);
  }

  private void reached(RelayEntry relay, boolean well) {
    if (well) {
      unreachable.remove(relay.identity());
    } else {
      unreachable.put(relay.identity(), overlay.time().now().plus(DOUBT));
    }
  }

  private CompletableFuture<?> introduce(
      FoundPresence recipient, Wish wish, SessionTerms terms, IntConsumer onAccepted) {
    FirstContact content =
        new FirstContact(
            Kind.SESSION, MessageId.generate(overlay.random()), TERMS_TTL_SECONDS, terms.encode());
    return Introducer.introduce(
        overlay, recipient, content, wish.sender(), wish.hops(), onAccepted);
  }

  private CompletableFuture<LiveSession> meet(
      Address recipient, Wish wish, Meeting meeting, SessionHandshake handshake) {
    return meeting
        .met()
        .thenCompose(reply -> overlay.reactor().compute(() -> handshake.complete(reply)))
        .thenApply(
            keys -> {
              SessionKeys agreed =
                  keys.orElseThrow(
                      () ->
                          new ObstacleException(
                              Obstacle.NO_ANSWER, "somebody else came to the rendezvous"));
              LiveSession session =
                  new LiveSession(
                      overlay, executor, new SerialExecutor(executor), recipient, wish.idle());
              session.begin(meeting, agreed);
              return session;
            });
  }
}
