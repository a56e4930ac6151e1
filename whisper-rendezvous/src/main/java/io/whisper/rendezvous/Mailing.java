package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.MailboxSealer;
import io.whisper.core.envelope.SealedMail;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.descriptor.Card;
import io.whisper.rendezvous.lookup.FoundCard;
import io.whisper.rendezvous.mailbox.AckWatch;
import io.whisper.rendezvous.mailbox.Acknowledgement;
import io.whisper.rendezvous.mailbox.Pending;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.overlay.Retries;
import io.whisper.rendezvous.replica.Writing;
import io.whisper.rendezvous.replica.Written;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One message whose recipient cannot be reached, and which is left in its mailbox when it has one
 * (docs/protocol.md, "Mailboxes"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Mailing {
  private enum Stage {
    /** Nothing was found yet that it could be left at. */
    IDLE,
    /** The stores are asked for the card, or it is being sealed: nothing has left. */
    LOOKING,
    /** It is on its way to the mailbox, or there. */
    LEFT
  }

  private final Mailings all;
  private final Delivery delivery;
  private final Address recipient;
  private final FirstContact content;
  private final SendOptions options;
  private final Instant expires;
  private final boolean alone;
  private final Consumer<Acknowledgement> acknowledged;
  private final Retries retries;
  private final Pause pause;
  private Stage stage = Stage.IDLE;
  private int hindrances;
  private @Nullable Throwable givenUp;
  private @Nullable Pending pending;
  private @Nullable Writing writing;
  private @Nullable AckWatch watch;

  Mailing(
      Mailings all,
      Outgoing message,
      Instant expires,
      boolean alone,
      Consumer<Acknowledgement> acknowledged) {
    this.all = all;
    this.delivery = message.delivery();
    this.recipient = message.recipient();
    this.content = message.content();
    this.options = message.options();
    this.expires = expires;
    this.alone = alone;
    this.acknowledged = acknowledged;
    this.retries = new Retries(all.loop());
    this.pause = retries.pause();
  }

  /** The other way was hindered; it may be gone again. */
  void hindered(FailureReason by) {
    boolean absent =
        by == FailureReason.NO_PRESENCE
            || by == FailureReason.INTRODUCTION_REFUSED
            || by == FailureReason.NO_ANSWER;
    if (stage == Stage.IDLE && absent && !delivery.state().isFinal()) {
      hindrances++;
      // Ever more seldom: who had no card a moment ago has none now.
      if (Integer.bitCount(hindrances) == 1) {
        look();
      }
    }
  }

  /** The other way is given up for this reason. */
  void givenUp(Throwable why) {
    switch (stage) {
      case IDLE -> Outbox.fail(delivery, why);
      case LOOKING -> givenUp = why;
      case LEFT -> {
        // What waits for the recipient needs no other way.
      }
    }
  }

  /**
   * The message is delivered, expired or given up.
   *
   * @param forgotten whether no later run goes on with it
   */
  void over(boolean forgotten) {
    retries.close();
    if (writing != null) {
      writing.cancel();
    }
    if (watch != null) {
      all.ended(watch);
    }
    if (pending != null) {
      all.over(pending, forgotten);
      pending = null;
    }
  }

  private HopRange hops() {
    return options.profile().hops();
  }

  private void look() {
    stage = Stage.LOOKING;
    all.cards()
        .find(recipient, hops())
        .whenComplete(
            (card, failure) -> {
              if (delivery.state().isFinal()) {
                return;
              }
              if (card != null) {
                found(card);
              } else if (hasNone(failure)) {
                notLeft();
              } else {
                retries.later(pause, this::look);
              }
            });
  }

  /** Whether stores were asked and have no card; all else that keeps from one passes. */
  private static boolean hasNone(Throwable failure) {
    return ObstacleException.of(failure).obstacle() != Obstacle.NO_CIRCUIT;
  }

  private void notLeft() {
    stage = Stage.IDLE;
    if (givenUp != null) {
      Outbox.fail(delivery, givenUp);
    }
  }

  private boolean leavesOtherwise() {
    return alone && delivery.leaving();
  }

  private void found(FoundCard found) {
    if (leavesOtherwise()) {
      notLeft();
      return;
    }
    retries
        .compute(() -> sealed(found), failure -> !delivery.state().isFinal())
        .whenComplete(
            (letter, failure) -> {
              if (letter != null) {
                made(letter.orElse(null), found.card());
              }
            });
  }

  /** On a worker; nothing when the card's prekey is none, or no time is left. */
  private Optional<SealedMail> sealed(FoundCard found) {
    RoleLoop loop = all.loop();
    long now = loop.time().now().getEpochSecond();
    long left = Math.min(expires.getEpochSecond() - now, found.card().longestTtlSeconds());
    if (left < 1) {
      return Optional.empty();
    }
    return MailboxSealer.seal(
        loop.random(),
        recipient,
        found.card().prekey(),
        EnvelopeTerms.mailbox(found.mailbox(), now, (int) left),
        content,
        options.identified() ? all.identity() : null);
  }

  private void made(@Nullable SealedMail mail, Card card) {
    if (delivery.state().isFinal()) {
      if (mail != null) {
        mail.close();
      }
      return;
    }
    if (mail == null) {
      notLeft();
      return;
    }
    if (leavesOtherwise()) {
      mail.close();
      notLeft();
      return;
    }
    stage = Stage.LEFT;
    delivery.leftAtStores();
    long effort = Math.max(all.minimumWork(), card.minimumWork());
    Pending kept =
        new Pending(
            content.id(),
            recipient,
            mail.acknowledgement(),
            expires,
            hops(),
            0,
            effort,
            mail.envelope());
    pending = kept;
    // On disk first: what waits at stores must not be forgotten here.
    keep(kept).thenRun(() -> put(kept));
  }

  /** A later run of the endpoint takes it up again, but for what it would not wait for. */
  private CompletableFuture<Void> keep(Pending message) {
    return content.kind() == Kind.ROOM_KEY
        ? CompletableFuture.completedFuture(null)
        : all.pendings().keep(message);
  }

  private void put(Pending kept) {
    if (!delivery.state().isFinal()) {
      writing = all.put(kept, this::stored, this::refused, this::written);
    }
  }

  private void stored(int count) {
    Pending kept = pending;
    if (kept == null || delivery.state().isFinal()) {
      return;
    }
    kept = kept.at(count);
    pending = kept;
    keep(kept);
    if (watch == null) {
      watch = all.watch(kept, acknowledged);
    }
    delivery.storedAt(count);
  }

  private void refused(Written soFar) {
    delivery.notStored(soFar.reason());
  }

  private void written(Written written) {
    if (written.stored() > 0) {
      delivery.storedAtAll();
    }
  }
}
