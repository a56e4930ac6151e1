package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.crypto.X25519KeyPair;
import io.whisper.core.identity.BlindedKey;
import io.whisper.core.identity.Identity;
import io.whisper.core.identity.KeyBlinding;
import io.whisper.core.seal.MessageId;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import io.whisper.rendezvous.introduction.SessionTerms;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Retries;
import io.whisper.rendezvous.point.Meeting;
import io.whisper.rendezvous.reception.Incoming;
import io.whisper.rendezvous.session.SessionHandshake;
import io.whisper.rendezvous.session.SessionPurpose;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recipient's way to a session: look at the terms, answer the handshake, meet the initiator
 * where it waits (docs/protocol.md, "Rendezvous"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class SessionAcceptor {
  private static final Logger LOG = LoggerFactory.getLogger(SessionAcceptor.class);
  private static final Duration IDLE = Duration.ofMinutes(5);
  private static final int MAX_SESSIONS = 1024;

  private final Overlay overlay;
  private final Identity identity;
  private final Executor executor;
  private final SerialExecutor order;
  private final HandedBefore handed;
  private final int hops;
  private final Intake intake;
  private final Set<LiveSession> sessions = new HashSet<>();
  private volatile @Nullable Consumer<Message> messages;
  private @Nullable Consumer<Session> conversations;
  private int joining;
  private boolean closed;

  SessionAcceptor(
      Overlay overlay,
      Identity identity,
      Executor executor,
      SerialExecutor order,
      HandedBefore handed,
      int hops) {
    this.overlay = overlay;
    this.identity = identity;
    this.executor = executor;
    this.order = order;
    this.handed = handed;
    this.hops = hops;
    this.intake = new Intake(overlay.time());
  }

  void onMessage(Consumer<Message> listener) {
    messages = listener;
  }

  void onSession(Consumer<Session> listener) {
    conversations = listener;
  }

  /** Accepts or refuses the terms of a session. */
  void accept(Incoming incoming) {
    Optional<SessionTerms> terms = SessionTerms.decode(incoming.content().payload());
    RelayEntry relay = terms.flatMap(each -> overlay.relay(each.relay())).orElse(null);
    Consensus live = overlay.current().orElse(null);
    if (relay == null || live == null || closed || sessions.size() + joining >= MAX_SESSIONS) {
      incoming.answering().refused();
      return;
    }
    joining++;
    MessageId id = incoming.content().id();
    X25519KeyPair handshakeKey = incoming.handshakeKey();
    byte[] hello = terms.get().hello();
    TimePeriod period = live.period();
    boolean forConversations = conversations != null;
    boolean forMessages = messages != null;
    overlay
        .reactor()
        .compute(
            () ->
                SessionHandshake.respond(
                        overlay.random(), key -> isOwn(key, period), handshakeKey, hello)
                    .flatMap(
                        response -> {
                          boolean wanted =
                              response.purpose() == SessionPurpose.CONVERSATION
                                  ? forConversations
                                  : forMessages;
                          return consider(response, wanted, id);
                        }))
        .whenComplete(
            (considered, failure) -> {
              if (considered == null || considered.isEmpty() || closed) {
                joining--;
                if (considered != null) {
                  considered.ifPresent(each -> each.response().keys().close());
                }
                if (Retries.areBusy(failure)) {
                  incoming.answering().noRoom();
                } else {
                  incoming.answering().refused();
                }
              } else {
                answer(incoming, considered.get(), relay, terms.get());
              }
            });
  }

  /** What a worker found out about terms. */
  private record Considered(SessionHandshake.Response response, Admission admission) {}

  /** Keeps the keys only of a session that may be; on a worker. */
  private Optional<Considered> consider(
      SessionHandshake.Response response, boolean wanted, MessageId id) {
    Considered considered = null;
    try {
      if (wanted) {
        considered = new Considered(response, handed.admit(id));
      }
    } finally {
      if (considered == null || considered.admission() != Admission.NEW) {
        response.keys().close();
      }
    }
    return Optional.ofNullable(considered);
  }

  /** Whether a blinded key is this identity's in the period, or in one next to it. */
  private boolean isOwn(BlindedKey key, TimePeriod period) {
    return Stream.of(period, period.previous(), period.next())
        .anyMatch(
            each ->
                KeyBlinding.blindPublic(identity.address(), each.number(), each.minutes())
                    .equals(key));
  }

  private void answer(
      Incoming incoming, Considered considered, RelayEntry relay, SessionTerms terms) {
    if (considered.admission() != Admission.NEW) {
      joining--;
      if (considered.admission() == Admission.KNOWN) {
        incoming.answering().taken();
      } else {
        incoming.answering().noRoom();
      }
      return;
    }
    incoming.answering().taken();
    SessionHandshake.Response response = considered.response();
    Meeting.join(overlay, relay, hops, terms.cookie(), response.reply())
        .whenComplete(
            (meeting, failure) -> {
              joining--;
              if (meeting == null || closed) {
                LOG.debug("a session did not come about", failure);
                response.keys().close();
                if (meeting != null) {
                  meeting.close();
                }
              } else {
                begin(meeting, response, incoming.sender());
              }
            });
  }

  private void begin(Meeting meeting, SessionHandshake.Response response, @Nullable Address peer) {
    LiveSession session =
        new LiveSession(
            overlay,
            executor,
            response.purpose() == SessionPurpose.MESSAGES ? order : new SerialExecutor(executor),
            peer,
            IDLE);
    sessions.add(session);
    session.end().thenRun(() -> overlay.reactor().execute(() -> sessions.remove(session)));
    if (response.purpose() == SessionPurpose.MESSAGES) {
      session.named(handed::admitHeard, intake.share());
    }
    session.begin(meeting, response.keys());
    if (response.purpose() == SessionPurpose.MESSAGES) {
      session.listen(this::toListener);
    } else {
      Consumer<Session> listener = conversations;
      if (listener != null) {
        order.execute(() -> listener.accept(new Session(session)));
      }
    }
  }

  /** Called on the executor; the listener may have been replaced since the session began. */
  private void toListener(Message message) {
    Consumer<Message> listener = messages;
    if (listener != null) {
      listener.accept(message);
    }
  }

  void close() {
    closed = true;
    sessions.forEach(LiveSession::close);
  }
}
