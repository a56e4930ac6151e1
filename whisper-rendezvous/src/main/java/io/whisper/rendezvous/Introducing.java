package io.whisper.rendezvous;

import io.whisper.core.identity.Identity;
import io.whisper.core.seal.MessageId;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.introduction.Introducer;
import io.whisper.rendezvous.lookup.Presences;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import java.util.function.Consumer;

/**
 * The way of short messages, inside introductions, which are tried until the recipient answers
 * (docs/protocol.md, "Introduction"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Introducing {
  private final Overlay overlay;
  private final Identity identity;
  private final Presences lookup;
  private final IncomingReplies replies;

  /** The introductions that an endpoint of this identity makes. */
  Introducing(Overlay overlay, Identity identity, Presences lookup, IncomingReplies replies) {
    this.overlay = overlay;
    this.identity = identity;
    this.lookup = lookup;
    this.replies = replies;
  }

  /**
   * Introduces a message.
   *
   * @param givenUp told when its recipient is given up
   */
  void begin(Outgoing message, Consumer<Throwable> givenUp) {
    Delivery delivery = message.delivery();
    MessageId awaited = message.awaited();
    if (awaited != null) {
      replies.await(awaited, message.recipient(), delivery);
    }
    SendOptions options = message.options();
    HopRange hops = options.profile().hops();
    Reaching.begin(
            overlay,
            lookup,
            message.recipient(),
            hops,
            new Introduced(delivery),
            found -> {
              delivery.attempted();
              return Introducer.introduce(
                  overlay,
                  found,
                  message.content(),
                  options.identified() ? identity : null,
                  hops,
                  delivery::introducedOver);
            })
        .whenComplete(
            (taken, failure) -> {
              if (failure != null) {
                givenUp.accept(failure);
              } else {
                delivery.deliveredOver(taken.hops());
                taken.reply().thenAccept(reply -> replies.arrived(message, reply.orElse(null)));
              }
            });
  }

  /** What a message that is to be introduced hears of its way. */
  private record Introduced(Delivery delivery) implements Reaching.Seeker {
    @Override
    public boolean waits() {
      return !delivery.state().isFinal() && delivery.stores() == 0;
    }

    @Override
    public void hindered(ObstacleException by) {
      delivery.hindered(DeliveryFailure.of(by), by.obstacle() == Obstacle.NO_ANSWER);
    }
  }

  @Override
  public String toString() {
    return "Introducing";
  }
}
