package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.introduction.Introducer;
import io.whisper.rendezvous.introduction.Introduction;
import io.whisper.rendezvous.introduction.LateReply;
import io.whisper.rendezvous.lookup.PresenceLookup;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of an endpoint: short messages go inside introductions, longer ones over
 * sessions. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Outbox {
  /** How many deliveries may be under way. */
  private static final int MAX_UNDERWAY = 4096;

  /** How many delivered messages may wait for a late reply. */
  private static final int MAX_REPLYABLE = 1024;

  private final Overlay overlay;
  private final Identity identity;
  private final Executor executor;
  private final CompletableFuture<Void> ready;
  private final PresenceLookup lookup;
  private final OutgoingSessions sessions;
  private final AwaitedReplies replies = new AwaitedReplies(MAX_REPLYABLE);
  private final Set<Delivery> underway = new HashSet<>();
  private boolean closed;

  /**
   * The sending half of an endpoint of this identity.
   *
   * @param ready completes when circuits can be built, and is waited for before anything is sent
   */
  Outbox(Overlay overlay, Identity identity, Executor executor, CompletableFuture<Void> ready) {
    this.overlay = overlay;
    this.identity = identity;
    this.executor = executor;
    this.ready = ready;
    this.lookup = new PresenceLookup(overlay);
    this.sessions = new OutgoingSessions(overlay, identity, executor, ready, lookup);
  }

  /** Sends a message as soon as the network is joined. */
  void send(Delivery delivery, Address recipient, byte[] payload, SendOptions options) {
    if (payload.length <= Introduction.MAX_MESSAGE) {
      FirstContact content = contact(Kind.MESSAGE, options.ttl(), payload);
      begin(delivery, options, () -> introduce(delivery, recipient, content, options));
    } else {
      begin(delivery, options, () -> sessions.send(delivery, recipient, payload, options));
    }
  }

  /** Sends a late reply to the sender's address, from this endpoint's, which the sender knows. */
  void sendLateReply(Delivery delivery, Address recipient, LateReply reply, SendOptions options) {
    FirstContact content = contact(Kind.LATE_REPLY, options.ttl(), reply.encode());
    begin(delivery, options, () -> introduce(delivery, recipient, content, options));
  }

  private FirstContact contact(Kind kind, Duration ttl, byte[] payload) {
    MessageId id = MessageId.generate(overlay.random());
    return new FirstContact(kind, id, ttl.toSeconds(), payload);
  }

  /** Runs the sending when the network is joined, and ends the delivery at the end of its time. */
  private void begin(Delivery delivery, SendOptions options, Runnable sending) {
    if (closed) {
      failClosed(delivery);
      return;
    }
    if (underway.size() >= MAX_UNDERWAY) {
      delivery.fail(FailureReason.OVERLOADED, "too many messages are on their way");
      return;
    }
    underway.add(delivery);
    delivery.onFinal(() -> overlay.reactor().execute(() -> underway.remove(delivery)));
    Cancellable expiry = overlay.time().after(options.ttl(), delivery::timeIsOver);
    delivery.onReplySettled(expiry::cancel);
    ready.whenComplete(
        (joined, failure) -> {
          if (failure != null) {
            delivery.fail(FailureReason.CLOSED, "the network was left before it was joined");
          } else if (!delivery.state().isFinal()) {
            sending.run();
          }
        });
  }

  private void introduce(
      Delivery delivery, Address recipient, FirstContact content, SendOptions options) {
    boolean repliedLate = options.identified() && content.kind() == Kind.MESSAGE;
    if (repliedLate) {
      replies.add(content.id(), recipient, delivery);
      delivery.onReplySettled(() -> overlay.reactor().execute(() -> replies.remove(content.id())));
    }
    HopRange hops = options.profile().hops();
    Reaching.begin(
            overlay,
            lookup,
            recipient,
            hops,
            new Introduced(delivery),
            found -> {
              delivery.attempted();
              return Introducer.introduce(
                  overlay,
                  found,
                  content,
                  options.identified() ? identity : null,
                  hops,
                  delivery::introducedOver);
            })
        .whenComplete(
            (taken, failure) -> {
              if (failure != null) {
                fail(delivery, failure);
                return;
              }
              delivery.deliveredOver(taken.hops());
              byte[] reply = taken.reply();
              if (reply != null) {
                delivery.repliedWith(reply(recipient, reply, options));
              } else if (repliedLate) {
                replies.delivered(content.id());
              } else {
                delivery.noReply();
              }
            });
  }

  /**
   * Keeps the place of the reply at the delivery that waits for this late one, so that nothing else
   * settles it until {@link #give} or {@link #release}. Nothing when no delivery waits for it, or
   * its message went to somebody else.
   */
  @Nullable Delivery claim(LateReply reply, Address from) {
    Delivery waiting = replies.find(reply.to(), from);
    if (waiting == null || !waiting.claimReply()) {
      return null;
    }
    // Nobody replies to what it does not have, even if its answer was lost.
    waiting.provenByReply();
    return waiting;
  }

  /** Gives a late reply to the delivery that was claimed for it. */
  void give(Delivery claimed, LateReply reply, Address from) {
    SendOptions back = SendOptions.defaults().withIdentified(true);
    claimed.repliedAsClaimed(reply(from, reply.reply(), back));
  }

  /** Lets a delivery that was claimed for a late reply wait on. */
  void release(Delivery claimed, LateReply reply) {
    replies.delivered(reply.to());
    claimed.releaseReply();
  }

  private Message reply(Address from, byte[] payload, SendOptions options) {
    Instant now = overlay.time().now();
    return new Message(
        payload, from, now, now.plus(options.ttl()), next -> sendTo(from, next, options));
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

  /** What a message that is to be introduced hears of its way. */
  private record Introduced(Delivery delivery) implements Reaching.Seeker {
    @Override
    public boolean waits() {
      return !delivery.state().isFinal();
    }

    @Override
    public void hindered(ObstacleException by) {
      delivery.hindered(failure(by), by.obstacle() == Obstacle.NO_ANSWER);
    }
  }

  /** Gives up a message. */
  static void fail(Delivery delivery, Throwable why) {
    DeliveryFailure failure = failure(ObstacleException.of(why));
    delivery.fail(failure.reason(), failure.detail());
  }

  /** What an application is told of an obstacle. */
  static DeliveryFailure failure(ObstacleException obstacle) {
    return new DeliveryFailure(reason(obstacle), String.valueOf(obstacle.getMessage()));
  }

  private static FailureReason reason(ObstacleException obstacle) {
    return switch (obstacle.obstacle()) {
      case NO_PRESENCE -> FailureReason.NO_PRESENCE;
      case INTRODUCTION_REFUSED -> FailureReason.INTRODUCTION_REFUSED;
      case NO_ANSWER -> FailureReason.NO_ANSWER;
      case REFUSED -> FailureReason.REFUSED;
      case NO_CIRCUIT, NO_PATH -> FailureReason.NO_CIRCUIT;
    };
  }

  void close() {
    closed = true;
    Set.copyOf(underway)
        .forEach(each -> each.fail(FailureReason.CLOSED, "the endpoint was closed"));
    replies.close();
    sessions.close();
  }
}
