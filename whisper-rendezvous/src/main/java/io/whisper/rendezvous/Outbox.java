package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.time.Cancellable;
import io.whisper.rendezvous.introduction.Introduction;
import io.whisper.rendezvous.introduction.LateReply;
import io.whisper.rendezvous.lookup.PresenceLookup;
import io.whisper.rendezvous.mailbox.Acknowledgement;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The sending half of an endpoint: short messages go inside introductions, longer ones over
 * sessions. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Outbox {
  /** How many deliveries may be under way. */
  private static final int MAX_UNDERWAY = 4096;

  private final Overlay overlay;
  private final Executor executor;
  private final CompletableFuture<Void> ready;
  private final Introducing introducing;
  private final OutgoingSessions sessions;
  private final Mailings mailings;
  private final EarlierMail earlier;
  private final IncomingReplies replies;
  private final Set<Delivery> underway = new HashSet<>();

  /** Those of them that nobody but this endpoint knows of. */
  private final Set<Delivery> questions = new HashSet<>();

  private boolean closed;

  /**
   * The sending half of an endpoint of this identity.
   *
   * @param mailings what it leaves in mailboxes
   * @param ready completes when circuits can be built, and is waited for before anything is sent
   */
  Outbox(
      Overlay overlay,
      Identity identity,
      Executor executor,
      CompletableFuture<Void> ready,
      Mailings mailings) {
    this.overlay = overlay;
    this.executor = executor;
    this.ready = ready;
    this.mailings = mailings;
    this.replies = new IncomingReplies(overlay, this::sendTo);
    this.earlier = new EarlierMail(overlay, executor, ready, mailings, replies::message);
    PresenceLookup lookup = new PresenceLookup(overlay);
    this.introducing = new Introducing(overlay, identity, lookup, replies);
    this.sessions =
        new OutgoingSessions(
            overlay, identity, ready, lookup, new SessionOpener(overlay, executor));
  }

  /** Sends a message as soon as the network is joined. */
  void send(Delivery delivery, Address recipient, byte[] payload, SendOptions options) {
    Outgoing message = outgoing(delivery, recipient, Kind.MESSAGE, payload, options);
    if (payload.length <= Introduction.MAX_MESSAGE) {
      introduce(message);
    } else {
      begin(
          message,
          true,
          mailing ->
              sessions.send(
                  new LongMessage(
                      delivery, message.content(), overlay.time().now(), mailing::givenUp),
                  recipient,
                  options));
    }
  }

  /** Sends a late reply to the sender's address, from this endpoint's, which the sender knows. */
  void sendLateReply(Delivery delivery, Address recipient, LateReply reply, SendOptions options) {
    introduce(outgoing(delivery, recipient, Kind.LATE_REPLY, reply.encode(), options));
  }

  /**
   * Asks a recipient what it answers by itself. Nothing of it is kept over a restart.
   *
   * @return completes on the loop with the answer; cancelling it ends the question
   */
  CompletableFuture<byte[]> ask(Address recipient, byte[] question, SendOptions options) {
    Delivery delivery = new Delivery(Runnable::run, recipient);
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    delivery
        .reply()
        .whenComplete(
            (reply, failure) ->
                overlay
                    .reactor()
                    .tryExecute(
                        () -> {
                          if (failure == null) {
                            answer.complete(reply.payload());
                          } else {
                            answer.completeExceptionally(failure);
                          }
                        }));
    answer.whenComplete(
        (done, failure) -> {
          if (answer.isCancelled()) {
            delivery.fail(FailureReason.CLOSED, "nobody waits for the answer any more");
          }
        });
    questions.add(delivery);
    delivery.onReplySettled(() -> overlay.reactor().tryExecute(() -> questions.remove(delivery)));
    introduce(outgoing(delivery, recipient, Kind.ROOM_KEY, question, options));
    return answer;
  }

  private Outgoing outgoing(
      Delivery delivery, Address recipient, Kind kind, byte[] payload, SendOptions options) {
    MessageId id = MessageId.generate(overlay.random());
    FirstContact content = new FirstContact(kind, id, options.ttl().toSeconds(), payload);
    return new Outgoing(delivery, recipient, content, options);
  }

  private void introduce(Outgoing message) {
    begin(message, false, mailing -> introducing.begin(message, mailing::givenUp));
  }

  /** What is replied to its messages. */
  IncomingReplies replies() {
    return replies;
  }

  /** Takes up what an earlier run left at stores; the endpoint calls it once. */
  void resume() {
    earlier.resume();
  }

  /**
   * The messages that are left at stores and not over, and those of earlier runs that are over
   * without the application knowing, once they are known; {@link #given} is to follow.
   */
  CompletableFuture<List<Delivery>> pending() {
    return earlier
        .ask()
        .thenApply(
            before ->
                Stream.concat(
                        before.stream(),
                        underway.stream()
                            .filter(delivery -> delivery.isLeft() && !delivery.state().isFinal())
                            .filter(delivery -> !questions.contains(delivery)))
                    .toList());
  }

  /** The application has these: what is over of them is not told again. */
  void given(List<Delivery> deliveries) {
    earlier.given(deliveries);
  }

  /** A message is over; says whether no later run goes on with it. */
  private boolean ended(Delivery delivery) {
    underway.remove(delivery);
    return delivery.failure().filter(why -> why.reason() == FailureReason.CLOSED).isEmpty();
  }

  /**
   * Runs the sending when the network is joined, and ends the delivery at the end of its time.
   *
   * @param alone whether it must not be sent so once it is left in a mailbox
   */
  private void begin(Outgoing message, boolean alone, Consumer<Mailing> sending) {
    Delivery delivery = message.delivery();
    if (closed) {
      failClosed(delivery);
      return;
    }
    if (underway.size() + earlier.underway() >= MAX_UNDERWAY) {
      delivery.fail(FailureReason.OVERLOADED, "too many messages are on their way");
      return;
    }
    Mailing mailing = mailings.mailing(message, alone, given -> acknowledged(message, given));
    underway.add(delivery);
    delivery.onFinal(() -> overlay.reactor().execute(() -> mailing.over(ended(delivery))));
    delivery.onHindered(mailing::hindered);
    Cancellable expiry = overlay.time().after(message.options().ttl(), delivery::timeIsOver);
    delivery.onReplySettled(expiry::cancel);
    ready.whenComplete(
        (joined, failure) -> {
          if (failure != null) {
            delivery.fail(FailureReason.CLOSED, "the network was left before it was joined");
          } else if (!delivery.state().isFinal()) {
            sending.accept(mailing);
          }
        });
  }

  /** The recipient took it from its mailbox. */
  private void acknowledged(Outgoing message, Acknowledgement given) {
    message.delivery().provenByReply();
    replies.arrived(message, given.reply());
  }

  private Delivery sendTo(Address recipient, byte[] payload, SendOptions options) {
    Delivery delivery = new Delivery(executor, recipient);
    if (!overlay.reactor().tryExecute(() -> send(delivery, recipient, payload, options))) {
      failClosed(delivery);
    }
    return delivery;
  }

  /** Gives up what is sent after the end. */
  static void failClosed(Delivery delivery) {
    delivery.fail(FailureReason.CLOSED, "the endpoint is closed");
  }

  /** What whoever waits for something else than a delivery hears at the end. */
  static SessionException closedException() {
    return new SessionException(FailureReason.CLOSED, "the endpoint is closed");
  }

  /**
   * Opens a session with a recipient, which ends with this endpoint at the latest.
   *
   * @param ttl how long it is tried
   */
  CompletableFuture<LiveSession> connect(Address recipient, SessionOpener.Wish wish, Duration ttl) {
    return sessions.connect(recipient, wish, ttl);
  }

  /** Gives up a message. */
  static void fail(Delivery delivery, Throwable why) {
    DeliveryFailure failure = DeliveryFailure.of(ObstacleException.of(why));
    delivery.fail(failure.reason(), failure.detail());
  }

  /** Completes when the disk has what waits at stores. */
  CompletableFuture<Void> settled() {
    return mailings.settled();
  }

  void close() {
    closed = true;
    earlier.close();
    Set.copyOf(underway)
        .forEach(each -> each.fail(FailureReason.CLOSED, "the endpoint was closed"));
    replies.close();
    sessions.close();
  }
}
