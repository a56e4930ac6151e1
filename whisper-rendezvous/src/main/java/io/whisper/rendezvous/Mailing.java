package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.MailboxSealer;
import io.whisper.core.envelope.SealedMail;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.descriptor.Card;
import io.whisper.rendezvous.lookup.FoundCard;
import io.whisper.rendezvous.mailbox.AckWatch;
import io.whisper.rendezvous.mailbox.Acknowledgement;
import io.whisper.rendezvous.mailbox.Pending;
import io.whisper.rendezvous.overlay.Overlay;
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
    /** The stores are asked for the card. */
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
  private Stage stage = Stage.IDLE;
  private int hindrances;
  private @Nullable Throwable givenUp;
  private @Nullable Pending pending;
  private @Nullable Writing writing;
  private @Nullable AckWatch watch;

  Mailing(
      Mailings all,
      Delivery delivery,
      Address recipient,
      FirstContact content,
      SendOptions options,
      Instant expires,
      boolean alone,
      Consumer<Acknowledgement> acknowledged) {
    this.all = all;
    this.delivery = delivery;
    this.recipient = recipient;
    this.content = content;
    this.options = options;
    this.expires = expires;
    this.alone = alone;
    this.acknowledged = acknowledged;
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
              if (card == null || (alone && delivery.leaving())) {
                notLeft();
              } else {
                seal(card);
              }
            });
  }

  private void notLeft() {
    stage = Stage.IDLE;
    if (givenUp != null) {
      Outbox.fail(delivery, givenUp);
    }
  }

  private void seal(FoundCard found) {
    Overlay overlay = all.overlay();
    Card card = found.card();
    long now = overlay.time().now().getEpochSecond();
    long left = Math.min(expires.getEpochSecond() - now, card.longestTtlSeconds());
    if (left < 1) {
      notLeft();
      return;
    }
    stage = Stage.LEFT;
    delivery.leftAtStores();
    EnvelopeTerms terms = EnvelopeTerms.mailbox(found.mailbox(), now, (int) left);
    overlay
        .reactor()
        .compute(
            () ->
                MailboxSealer.seal(
                    overlay.random(),
                    recipient,
                    card.prekey(),
                    terms,
                    content,
                    options.identified() ? all.identity() : null))
        .whenComplete((letter, failure) -> made(failure == null ? letter : Optional.empty(), card));
  }

  private void made(Optional<SealedMail> letter, Card card) {
    SealedMail mail = letter.orElse(null);
    if (mail == null) {
      notLeft();
      return;
    }
    if (delivery.state().isFinal()) {
      mail.close();
      return;
    }
    long network = all.overlay().current().map(live -> live.parameters().minimumWork()).orElse(0L);
    long effort = Math.max(network, card.minimumWork());
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
