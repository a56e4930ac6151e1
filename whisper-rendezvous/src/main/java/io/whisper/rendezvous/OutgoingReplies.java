package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.introduction.Introduction;
import io.whisper.rendezvous.introduction.LateReply;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * What the application replies to messages: with the answer while there is one to leave with, and
 * to the sender's address afterwards. Confined to the loop but for {@link #reply}.
 */
final class OutgoingReplies {
  /** After that long an introduction point has forgotten whom an answer is for. */
  private static final Duration ANSWER_LIFE = Duration.ofMinutes(1);

  private final Overlay overlay;
  private final Executor executor;
  private final Outbox outbox;
  private final SendOptions back;

  /** The replies that left with an answer, and what ends the wait for each. */
  private final Map<Delivery, Cancellable> unacknowledged = new HashMap<>();

  private boolean closed;

  /**
   * No replies yet.
   *
   * @param hops of the circuits that carry late ones
   */
  OutgoingReplies(Overlay overlay, Executor executor, Outbox outbox, int hops) {
    this.overlay = overlay;
    this.executor = executor;
    this.outbox = outbox;
    this.back =
        SendOptions.defaults()
            .withProfile(Profile.builder().hops(HopRange.exactly(hops)).build())
            .withIdentified(true);
  }

  /** A reply that the application makes, on whatever thread and whenever. */
  Delivery reply(Arrived to, byte[] payload) {
    Delivery delivery = new Delivery(executor, to.sender());
    if (!overlay.reactor().tryExecute(() -> send(delivery, to, payload))) {
      Outbox.failClosed(delivery);
    }
    return delivery;
  }

  private void send(Delivery delivery, Arrived to, byte[] payload) {
    Address sender = to.sender();
    if (closed) {
      Outbox.failClosed(delivery);
    } else if (payload.length <= Introduction.MAX_MESSAGE && to.receipt().replied(payload)) {
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
  }

  /** It is on its way until nobody passes it on any more; there will be no proof that it came. */
  private void leftWithTheAnswer(Delivery reply, Instant expiry) {
    Duration left = Duration.between(overlay.time().now(), expiry);
    Cancellable timer =
        overlay
            .time()
            .after(left.compareTo(ANSWER_LIFE) < 0 ? left : ANSWER_LIFE, () -> expire(reply));
    unacknowledged.put(reply, timer);
  }

  private void expire(Delivery reply) {
    unacknowledged.remove(reply);
    reply.expire(
        FailureReason.UNACKNOWLEDGED,
        "it left with the answer to the message, and nobody acknowledges an answer");
  }

  /** Nothing more will be known of those that left. */
  void close() {
    closed = true;
    unacknowledged.values().forEach(Cancellable::cancel);
    Set.copyOf(unacknowledged.keySet()).forEach(this::expire);
  }
}
