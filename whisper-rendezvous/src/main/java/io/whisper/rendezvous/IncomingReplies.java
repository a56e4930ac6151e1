package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.seal.MessageId;
import io.whisper.rendezvous.introduction.LateReply;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What recipients reply to the messages of an endpoint: beside an answer or an acknowledgement, or
 * late. Confined to the loop.
 */
final class IncomingReplies {
  /** How many delivered messages may wait for a late reply. */
  private static final int MAX_REPLYABLE = 1024;

  private final Overlay overlay;
  private final Sender sender;
  private final AwaitedReplies late = new AwaitedReplies(MAX_REPLYABLE);

  /** Sends what the application answers to replies; from any thread. */
  interface Sender {
    Delivery send(Address recipient, byte[] payload, SendOptions options);
  }

  /** None yet. */
  IncomingReplies(Overlay overlay, Sender sender) {
    this.overlay = overlay;
    this.sender = sender;
  }

  /** Waits for a late reply to this message, until another reply comes or none will. */
  void await(MessageId id, Address recipient, Delivery delivery) {
    late.add(id, recipient, delivery);
    delivery.onReplySettled(() -> overlay.reactor().execute(() -> late.remove(id)));
  }

  /** The recipient has the message, and replied with this or, where it is null, did not. */
  void arrived(Outgoing message, byte @Nullable [] reply) {
    Delivery delivery = message.delivery();
    MessageId awaited = message.awaited();
    if (reply != null) {
      delivery.repliedWith(message(message.recipient(), reply, message.options()));
    } else if (awaited != null) {
      late.delivered(awaited);
    } else {
      delivery.noReply();
    }
  }

  /** A reply as the application gets it, which may answer it with these options. */
  Message message(Address from, byte[] payload, SendOptions options) {
    Instant now = overlay.time().now();
    return new Message(
        payload, from, now, now.plus(options.ttl()), next -> sender.send(from, next, options));
  }

  /**
   * Keeps the place of the reply at the delivery that waits for this late one, so that nothing else
   * settles it until {@link #give} or {@link #release}. Nothing when no delivery waits for it, or
   * its message went to somebody else.
   */
  @Nullable Delivery claim(LateReply reply, Address from) {
    Delivery waiting = late.find(reply.to(), from);
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
    claimed.repliedAsClaimed(message(from, reply.reply(), back));
  }

  /** Lets a delivery that was claimed for a late reply wait on. */
  void release(Delivery claimed, LateReply reply) {
    late.delivered(reply.to());
    claimed.releaseReply();
  }

  /** Tells all that there will be no reply. */
  void close() {
    late.close();
  }

  @Override
  public String toString() {
    return "IncomingReplies";
  }
}
