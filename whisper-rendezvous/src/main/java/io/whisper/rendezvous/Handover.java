package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.rendezvous.introduction.LateReply;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Retries;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands what arrived to those who wait for it: messages to the application's listener, each once,
 * and late replies to the deliveries that they are for. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Handover {
  private static final int MAX_WAITING = 1024;

  private final Overlay overlay;
  private final SerialExecutor order;
  private final IncomingReplies awaited;
  private final OutgoingReplies replies;
  private final Runnable onIdle;
  private @Nullable Consumer<Message> listener;
  private boolean closed;
  private int waiting;

  /**
   * Hands nothing yet.
   *
   * @param order in which the listener is called
   * @param awaited by the deliveries that late replies are for
   * @param replies of the application to what it is handed
   * @param onIdle run after {@link #close} when nothing is being handed any more
   */
  Handover(
      Overlay overlay,
      SerialExecutor order,
      IncomingReplies awaited,
      OutgoingReplies replies,
      Runnable onIdle) {
    this.overlay = overlay;
    this.order = order;
    this.awaited = awaited;
    this.replies = replies;
    this.onIdle = onIdle;
  }

  void onMessage(Consumer<Message> newListener) {
    listener = newListener;
  }

  /** Whether nothing is being handed. */
  boolean idle() {
    return waiting == 0;
  }

  /** Hands nothing more. */
  void close() {
    closed = true;
  }

  /**
   * Hands it unless it was handed before, which is noted no sooner than the listener comes to it:
   * an attempt that was let go must not make the next one look handed.
   */
  void hand(Arrived arrived, byte[] payload) {
    Consumer<Message> to = listener;
    if (to == null || closed || waiting >= MAX_WAITING) {
      arrived.receipt().refused();
      return;
    }
    Message message = message(arrived, payload);
    waiting++;
    new Handing(
            overlay,
            arrived.receipt(),
            arrived.memory(),
            () -> to.accept(message),
            this::handedOver)
        .begin(order);
  }

  private Message message(Arrived arrived, byte[] payload) {
    return new Message(
        payload,
        arrived.sender(),
        overlay.time().now(),
        arrived.expiry(),
        reply -> replies.reply(arrived, reply));
  }

  /** Gives a late reply to the delivery that waits for it, and to the listener when none does. */
  void lateReply(Arrived arrived) {
    Optional<LateReply> decoded = LateReply.decode(arrived.content().payload());
    Address sender = arrived.sender();
    if (decoded.isEmpty() || sender == null) {
      arrived.receipt().malformed();
      return;
    }
    LateReply reply = decoded.get();
    Delivery claimed = closed ? null : awaited.claim(reply, sender);
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
                awaited.give(claimed, reply, sender);
              } else {
                awaited.release(claimed, reply);
              }
              if (admission == Admission.FULL || Retries.areBusy(failure)) {
                arrived.receipt().noRoom();
              } else if (failure != null) {
                arrived.receipt().refused();
              } else {
                arrived.receipt().taken();
              }
              handedOver();
            });
  }

  private void handedOver() {
    waiting--;
    if (closed && waiting == 0) {
      onIdle.run();
    }
  }

  @Override
  public String toString() {
    return "Handover";
  }
}
