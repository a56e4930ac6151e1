package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.PutOutcome;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.rendezvous.descriptor.CardDocument;
import io.whisper.rendezvous.descriptor.PaidCard;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The cards of a store: of each tag the one with the highest revision (docs/protocol.md, "Stores").
 * Blocks on the disk.
 *
 * <p>Ids of cards begin with their revision, so that the last in their order is the one that
 * stands, also where a crash left an older one beside it.
 */
final class CardShelf {
  /** How far ahead a card may expire: the longest time to live, and a day to place it ahead. */
  static final Duration LONGEST_LIFE = Duration.ofDays(15);

  /** More than one lies at a tag only after a crash, or while two come at once. */
  private static final int ENOUGH = 64;

  private CardShelf() {}

  /** Judges a card that was put, and holds it if nothing speaks against it. */
  static Taken put(EnvelopeStore store, Moment moment, byte[] document) {
    Optional<PaidCard> verified = PaidCard.verify(document);
    if (verified.isEmpty()) {
      return Taken.answer(Status.MALFORMED);
    }
    PaidCard paid = verified.get();
    CardDocument card = paid.card();
    long expires = card.expires().getEpochSecond();
    if (expires <= moment.now()) {
      return Taken.answer(Status.EXPIRED);
    }
    long latest = moment.now() + LONGEST_LIFE.toSeconds() + EnvelopeTerms.CLOCK_TOLERANCE_SECONDS;
    if (expires > latest) {
      return Taken.answer(Status.OUT_OF_TIME);
    }
    if (!moment.answersFor(card.tag())) {
      return Taken.answer(Status.NOT_RESPONSIBLE);
    }
    long rank = paid.rank();
    if (rank < moment.effort()) {
      return Taken.needs(Status.TOO_LITTLE_WORK, moment.effort());
    }
    return hold(
        store,
        card,
        new StoredEnvelope(Shelf.CARD, card.tag(), card.id(), expires, rank, document));
  }

  private static Taken hold(EnvelopeStore store, CardDocument card, StoredEnvelope entry) {
    Bytes32 tag = card.tag();
    List<Bytes32> held = ids(store, tag);
    Bytes32 newest = held.isEmpty() ? Bytes32.ZERO : held.get(held.size() - 1);
    if (newest.equals(card.id())) {
      // With more work it leaves later.
      store.put(entry);
      return Taken.answer(Status.STORED);
    }
    if (!held.isEmpty() && CardDocument.revision(newest) >= card.revision()) {
      return Taken.answer(Status.OLDER_REVISION);
    }
    PutOutcome outcome = store.put(entry);
    return switch (outcome.status()) {
      case FULL -> Taken.needs(Status.FULL, outcome.neededRank());
      case EXPIRED -> Taken.answer(Status.EXPIRED);
      case KNOWN, STORED -> {
        held.forEach(older -> store.remove(Shelf.CARD, tag, older));
        yield Taken.answer(Status.STORED);
      }
    };
  }

  private static List<Bytes32> ids(EnvelopeStore store, Bytes32 tag) {
    return store.list(Shelf.CARD, tag, Bytes32.ZERO, ENOUGH).stream()
        .map(EnvelopeStore.Listed::id)
        .toList();
  }

  /** The card that stands at a tag, without its work. */
  static Optional<byte[]> get(EnvelopeStore store, Bytes32 tag) {
    List<Bytes32> held = ids(store, tag);
    return held.isEmpty()
        ? Optional.empty()
        : store
            .get(Shelf.CARD, tag, held.get(held.size() - 1))
            .map(entry -> PaidCard.signedDocument(entry.document()));
  }

  /** Whether a card of this id would stand. */
  static boolean wants(EnvelopeStore store, Bytes32 tag, Bytes32 id) {
    List<Bytes32> held = ids(store, tag);
    return held.isEmpty()
        || CardDocument.revision(held.get(held.size() - 1)) < CardDocument.revision(id);
  }
}
