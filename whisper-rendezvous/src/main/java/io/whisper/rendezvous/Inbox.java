package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.MessageId;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.introduction.Introduction;
import io.whisper.rendezvous.introduction.LateReply;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.reception.Incoming;
import io.whisper.rendezvous.reception.Reception;
import io.whisper.rendezvous.reception.ReceptionSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of an endpoint: it hands what arrives to the application's listeners, each
 * message once, and answers. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Inbox {
  private static final int MAX_WAITING = 1024;

  /** How long the end of an endpoint waits for its listener. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

  /** After that long an introduction point has forgotten whom an answer is for. */
  private static final Duration ANSWER_LIFE = Duration.ofMinutes(1);

  private final Overlay overlay;
  private final Executor executor;
  private final SerialExecutor order;
  private final Outbox outbox;
  private final SendOptions back;
  private final HandedBefore handed;
  private final Reception reception;
  private final SessionAcceptor acceptor;
  private final CompletableFuture<Void> published = new CompletableFuture<>();
  private @Nullable Consumer<Message> listener;
  private boolean started;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** The replies that left with an answer, and what ends the wait for each. */
  private final Map<Delivery, Cancellable> unacknowledged = new HashMap<>();

  private @Nullable Cancellable lastAnswers;
  private boolean closed;
  private int waiting;

  Inbox(
      Overlay overlay,
      Identity identity,
      Executor executor,
      Outbox outbox,
      StateStore state,
      EndpointOptions options) {
    this.overlay = overlay;
    this.executor = executor;
    this.order = new SerialExecutor(executor);
    this.outbox = outbox;
    HopRange hops = HopRange.exactly(options.receivingHops());
    this.back =
        SendOptions.defaults()
            .withProfile(Profile.builder().hops(hops).build())
            .withIdentified(true);
    this.handed = new HandedBefore(state, overlay.time());
    this.acceptor =
        new SessionAcceptor(overlay, identity, executor, order, handed, options.receivingHops());
    this.reception =
        new Reception(
            overlay,
            identity,
            state,
            new ReceptionSettings(options.introductionPoints(), options.receivingHops()),
            this::onIncoming);
  }

  /** Completes when the recipient can be found and reached for the first time. */
  CompletableFuture<Void> published() {
    return published;
  }

  void onMessage(Consumer<Message> newListener) {
    listener = newListener;
    acceptor.onMessage(newListener);
    start();
  }

  void onSession(Consumer<Session> newListener) {
    acceptor.onSession(newListener);
    start();
  }

  /** There is another consensus, or circuits can be built again. */
  void hurry() {
    if (started && !closed) {
      reception.hurry();
    }
  }

  private void start() {
    if (started || closed) {
      return;
    }
    started = true;
    overlay
        .reactor()
        .compute(handed::open)
        .thenCompose(opened -> closed ? new CompletableFuture<Void>() : reception.start())
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                published.complete(null);
              } else {
                published.completeExceptionally(failure);
              }
            });
  }

  private void onIncoming(Incoming incoming) {
    switch (incoming.content().kind()) {
      case MESSAGE -> onMessage(incoming);
      case SESSION -> acceptor.accept(incoming);
      case LATE_REPLY -> onLateReply(incoming);
      case ROOM_KEY, PUBLICATION, ACKNOWLEDGEMENT, SIGNED_PUBLICATION ->
          incoming.answering().refused();
    }
  }

  private void onMessage(Incoming incoming) {
    byte[] payload = incoming.content().payload();
    if (payload.length > Introduction.MAX_MESSAGE) {
      incoming.answering().refused();
      return;
    }
    hand(incoming, payload);
  }

  /**
   * Hands it unless it was handed before, which is noted no sooner than the listener comes to it:
   * an attempt that was let go must not make the next one look handed.
   */
  private void hand(Incoming incoming, byte[] payload) {
    Consumer<Message> to = listener;
    if (to == null || closed || waiting >= MAX_WAITING) {
      incoming.answering().refused();
      return;
    }
    MessageId id = incoming.content().id();
    Message message = message(incoming, payload);
    Admitted admitted = new Admitted();
    waiting++;
    new Handing(
            overlay,
            incoming.answering(),
            () -> admitted.set(handed.admit(id)),
            () -> {
              if (admitted.isNew()) {
                to.accept(message);
              }
            },
            this::handedOver)
        .begin(order);
  }

  /** What the memory said about a message; written and read on the executor. */
  private static final class Admitted {
    private Admission admission = Admission.FULL;

    boolean set(Admission value) {
      admission = value;
      return value != Admission.FULL;
    }

    boolean isNew() {
      return admission == Admission.NEW;
    }
  }

  private void handedOver() {
    waiting--;
    if (closed && waiting == 0) {
      end();
    }
  }

  private Message message(Incoming incoming, byte[] payload) {
    Instant now = overlay.time().now();
    Instant expiry = now.plusSeconds(incoming.content().ttlSeconds());
    return new Message(
        payload, incoming.sender(), now, expiry, reply -> reply(incoming, reply, expiry));
  }

  /** A reply that the application makes, on whatever thread and whenever. */
  private Delivery reply(Incoming to, byte[] payload, Instant expiry) {
    Address sender = to.sender();
    Delivery delivery = new Delivery(executor, sender);
    boolean begun =
        overlay
            .reactor()
            .tryExecute(
                () -> {
                  if (payload.length <= Introduction.MAX_MESSAGE
                      && to.answering().replied(payload)) {
                    leftWithTheAnswer(delivery, expiry);
                  } else if (sender == null) {
                    delivery.fail(
                        FailureReason.SENDER_UNKNOWN,
                        "it cannot travel with the answer, and the sender gave no address");
                  } else if (payload.length <= Introduction.MAX_MESSAGE) {
                    LateReply late = new LateReply(to.content().id(), payload);
                    outbox.sendLateReply(delivery, sender, late, back);
                  } else {
                    outbox.send(delivery, sender, payload, back);
                  }
                });
    if (!begun) {
      Outbox.failClosed(delivery);
    }
    return delivery;
  }

  /** It is on its way until nobody passes it on any more; there will be no proof that it came. */
  private void leftWithTheAnswer(Delivery reply, Instant expiry) {
    Duration left = Duration.between(overlay.time().now(), expiry);
    Cancellable timer =
        overlay
            .time()
            .after(
                left.compareTo(ANSWER_LIFE) < 0 ? left : ANSWER_LIFE,
                () -> expireUnacknowledged(reply));
    unacknowledged.put(reply, timer);
  }

  private void expireUnacknowledged(Delivery reply) {
    unacknowledged.remove(reply);
    reply.expire(
        FailureReason.UNACKNOWLEDGED,
        "it left with the answer to the message, and nobody acknowledges an answer");
  }

  private void onLateReply(Incoming incoming) {
    Optional<LateReply> decoded = LateReply.decode(incoming.content().payload());
    Address sender = incoming.sender();
    if (decoded.isEmpty() || sender == null) {
      incoming.answering().refused();
      return;
    }
    LateReply reply = decoded.get();
    Delivery claimed = closed ? null : outbox.claim(reply, sender);
    if (claimed == null) {
      hand(incoming, reply.reply());
      return;
    }
    MessageId id = incoming.content().id();
    waiting++;
    overlay
        .reactor()
        .compute(() -> handed.admit(id))
        .whenComplete(
            (admission, failure) -> {
              if (admission == Admission.NEW) {
                outbox.give(claimed, reply, sender);
              } else {
                outbox.release(claimed, reply);
              }
              if (failure == null && admission != Admission.FULL) {
                incoming.answering().taken();
              } else {
                incoming.answering().refused();
              }
              handedOver();
            });
  }

  /**
   * Takes nothing more; completes when the answers to what the listener has were given, after 2
   * seconds at the latest.
   */
  CompletableFuture<Void> close() {
    closed = true;
    acceptor.close();
    published.completeExceptionally(Outbox.closedException());
    if (waiting == 0) {
      end();
    } else {
      lastAnswers = overlay.time().after(LAST_ANSWERS, this::end);
    }
    return ended;
  }

  private void end() {
    if (lastAnswers != null) {
      lastAnswers.cancel();
    }
    if (!ended.isDone()) {
      reception.close();
      unacknowledged.values().forEach(Cancellable::cancel);
      Set.copyOf(unacknowledged.keySet()).forEach(this::expireUnacknowledged);
      ended.complete(null);
    }
  }
}
