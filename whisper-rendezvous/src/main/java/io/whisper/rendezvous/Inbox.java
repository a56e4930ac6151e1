package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.introduction.Introduction;
import io.whisper.rendezvous.introduction.LateReply;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import io.whisper.rendezvous.mailbox.Mail;
import io.whisper.rendezvous.mailbox.Mailbox;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.reception.Incoming;
import io.whisper.rendezvous.reception.Receipt;
import io.whisper.rendezvous.reception.Reception;
import io.whisper.rendezvous.reception.ReceptionSettings;
import io.whisper.rendezvous.replica.ProofSearch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

  /** How long it waits for acknowledgements to stand at a store. */
  private static final Duration LAST_ACKNOWLEDGEMENTS = Duration.ofSeconds(6);

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
  private final @Nullable Mailbox mailbox;
  private final CompletableFuture<Void> mailboxReady = new CompletableFuture<>();
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
      EndpointOptions options,
      ProofSearch proofs) {
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
    this.mailbox =
        options.mailbox()
            ? new Mailbox(overlay, identity, state, options.receivingHops(), proofs, this::onMail)
            : null;
  }

  /** Completes when messages can wait for the recipient; fails when they cannot. */
  CompletableFuture<Void> mailbox() {
    return mailboxReady;
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
      if (mailbox != null) {
        mailbox.hurry();
      }
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
        .thenCompose(
            opened -> {
              if (closed) {
                return new CompletableFuture<Void>();
              }
              startMailbox();
              return reception.start();
            })
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                published.complete(null);
              } else {
                published.completeExceptionally(failure);
              }
            });
  }

  private void startMailbox() {
    if (mailbox == null) {
      mailboxReady.completeExceptionally(
          new SessionException(
              FailureReason.NO_PRESENCE, "no state is kept, or the endpoint wants no mailbox"));
      return;
    }
    mailbox
        .start()
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                mailboxReady.complete(null);
              } else {
                mailboxReady.completeExceptionally(failure);
              }
            });
  }

  /**
   * Something that was sent to this endpoint by itself.
   *
   * @param receipt its answer, which has to be given
   * @param memory whether it was handed before; blocks on the disk
   */
  private record Arrived(
      FirstContact content,
      @Nullable Address sender,
      Instant expiry,
      Receipt receipt,
      Supplier<Admission> memory) {}

  private Arrived arrived(Incoming incoming) {
    FirstContact content = incoming.content();
    Instant expiry = overlay.time().now().plusSeconds(content.ttlSeconds());
    return new Arrived(
        content,
        incoming.sender(),
        expiry,
        incoming.answering(),
        () -> handed.admit(content.id(), expiry));
  }

  /**
   * The message is noted first, the digest then: what a crash comes between is not handed twice.
   */
  private void onMail(Mail mail) {
    FirstContact content = mail.content();
    Arrived arrived =
        new Arrived(
            content,
            mail.sender(),
            mail.expires(),
            mail,
            () -> {
              Admission admission = handed.admitMail(content.id(), mail.expires());
              return admission == Admission.FULL || mail.admit() == Admission.FULL
                  ? Admission.FULL
                  : admission;
            });
    switch (content.kind()) {
      case MESSAGE -> hand(arrived, content.payload());
      case LATE_REPLY -> onLateReply(arrived);
      case SESSION, ROOM_KEY, PUBLICATION, ACKNOWLEDGEMENT, SIGNED_PUBLICATION -> mail.taken();
    }
  }

  private void onIncoming(Incoming incoming) {
    switch (incoming.content().kind()) {
      case MESSAGE -> onMessage(incoming);
      case SESSION -> acceptor.accept(incoming);
      case LATE_REPLY -> onLateReply(arrived(incoming));
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
    hand(arrived(incoming), payload);
  }

  /**
   * Hands it unless it was handed before, which is noted no sooner than the listener comes to it:
   * an attempt that was let go must not make the next one look handed.
   */
  private void hand(Arrived arrived, byte[] payload) {
    Consumer<Message> to = listener;
    if (to == null || closed || waiting >= MAX_WAITING) {
      arrived.receipt().refused();
      return;
    }
    Message message = message(arrived, payload);
    Admitted admitted = new Admitted();
    waiting++;
    new Handing(
            overlay,
            arrived.receipt(),
            () -> admitted.set(arrived.memory().get()),
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
      acknowledge();
    }
  }

  private Message message(Arrived arrived, byte[] payload) {
    return new Message(
        payload,
        arrived.sender(),
        overlay.time().now(),
        arrived.expiry(),
        reply -> reply(arrived, reply));
  }

  /** A reply that the application makes, on whatever thread and whenever. */
  private Delivery reply(Arrived to, byte[] payload) {
    Address sender = to.sender();
    Delivery delivery = new Delivery(executor, sender);
    boolean begun =
        overlay
            .reactor()
            .tryExecute(
                () -> {
                  if (payload.length <= Introduction.MAX_MESSAGE && to.receipt().replied(payload)) {
                    leftWithTheAnswer(delivery, to.expiry());
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

  private void onLateReply(Arrived arrived) {
    Optional<LateReply> decoded = LateReply.decode(arrived.content().payload());
    Address sender = arrived.sender();
    if (decoded.isEmpty() || sender == null) {
      arrived.receipt().refused();
      return;
    }
    LateReply reply = decoded.get();
    Delivery claimed = closed ? null : outbox.claim(reply, sender);
    if (claimed == null) {
      hand(arrived, reply.reply());
      return;
    }
    waiting++;
    overlay
        .reactor()
        .compute(arrived.memory())
        .whenComplete(
            (admission, failure) -> {
              if (admission == Admission.NEW) {
                outbox.give(claimed, reply, sender);
              } else {
                outbox.release(claimed, reply);
              }
              if (failure == null && admission != Admission.FULL) {
                arrived.receipt().taken();
              } else {
                arrived.receipt().refused();
              }
              handedOver();
            });
  }

  /**
   * Takes nothing more; completes when the answers to what the listener has were given, after 2
   * seconds at the latest, and 6 more where something that waited is acknowledged.
   */
  CompletableFuture<Void> close() {
    closed = true;
    acceptor.close();
    published.completeExceptionally(Outbox.closedException());
    if (waiting == 0) {
      acknowledge();
    } else {
      lastAnswers = overlay.time().after(LAST_ANSWERS, this::acknowledge);
    }
    return ended;
  }

  private void acknowledge() {
    if (lastAnswers != null) {
      lastAnswers.cancel();
    }
    if (mailbox == null || mailbox.settled().isDone()) {
      end();
    } else {
      lastAnswers = overlay.time().after(LAST_ACKNOWLEDGEMENTS, this::end);
      mailbox.settled().thenRun(this::end);
    }
  }

  private void end() {
    if (lastAnswers != null) {
      lastAnswers.cancel();
    }
    if (!ended.isDone()) {
      reception.close();
      if (mailbox != null) {
        mailbox.close();
      }
      mailboxReady.completeExceptionally(Outbox.closedException());
      unacknowledged.values().forEach(Cancellable::cancel);
      Set.copyOf(unacknowledged.keySet()).forEach(this::expireUnacknowledged);
      ended.complete(null);
    }
  }
}
