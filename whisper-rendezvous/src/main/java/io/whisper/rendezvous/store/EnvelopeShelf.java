package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.PutOutcome;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import io.whisper.rendezvous.store.wire.TagStatus;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How envelopes come to a store and go before their time (docs/protocol.md, "Stores"). Blocks on
 * the disk.
 *
 * <p>What goes leaves a mark until it would have expired, in its place and with its rank. The mark
 * is looked for after an envelope was put: so whichever comes first, what was withdrawn does not
 * stay.
 */
final class EnvelopeShelf {
  private static final byte[] EMPTY = {};

  private EnvelopeShelf() {}

  /** Judges an envelope that was put, and holds it if nothing speaks against it. */
  static Taken put(EnvelopeStore store, Moment moment, byte[] document) {
    Optional<Envelope> decoded = Envelope.decode(document);
    if (decoded.isEmpty()) {
      return Taken.answer(Status.MALFORMED);
    }
    Envelope envelope = decoded.get();
    Status untimely = untimely(envelope.terms(), moment.now()).orElse(null);
    if (untimely != null) {
      return Taken.answer(untimely);
    }
    if (!moment.answersFor(envelope.terms().tag())) {
      return Taken.answer(Status.NOT_RESPONSIBLE);
    }
    StoredEnvelope entry = envelope.stored();
    if (entry.rank() < moment.effort()) {
      return Taken.needs(Status.TOO_LITTLE_WORK, moment.effort());
    }
    return marked(store, entry) ? gone(entry.shelf()) : hold(store, entry);
  }

  private static Taken hold(EnvelopeStore store, StoredEnvelope entry) {
    PutOutcome outcome = store.put(entry);
    return switch (outcome.status()) {
      case KNOWN -> Taken.answer(Status.STORED);
      case EXPIRED -> Taken.answer(Status.EXPIRED);
      case FULL -> Taken.needs(Status.FULL, outcome.neededRank());
      case STORED -> {
        if (marked(store, entry)) {
          store.remove(entry.shelf(), entry.tag(), entry.id());
          yield gone(entry.shelf());
        }
        yield Taken.arrived(entry);
      }
    };
  }

  /** Of a mailbox nobody but its owner learns what was deleted. */
  private static Taken gone(Shelf shelf) {
    return Taken.answer(shelf == Shelf.MAILBOX ? Status.STORED : Status.WITHDRAWN);
  }

  private static boolean marked(EnvelopeStore store, StoredEnvelope entry) {
    return store.contains(Shelf.WITHDRAWN, entry.tag(), entry.id());
  }

  static Optional<Status> untimely(EnvelopeTerms terms, long now) {
    return switch (terms.timeliness(now)) {
      case TIMELY -> Optional.empty();
      case EXPIRED -> Optional.of(Status.EXPIRED);
      case FROM_THE_FUTURE, OVER_LONG -> Optional.of(Status.OUT_OF_TIME);
    };
  }

  /**
   * What a withdrawal came to.
   *
   * @param mark what shows it to others, or null when the envelope was not there or stays
   */
  record Withdrawal(TagStatus status, @Nullable StoredEnvelope mark) {}

  /** Withdraws an envelope of a board when the key is the one that it names. */
  static Withdrawal withdraw(EnvelopeStore store, Bytes32 tag, Bytes32 id, Bytes32 key) {
    Optional<Envelope> held =
        store.get(Shelf.BOARD, tag, id).flatMap(entry -> Envelope.decode(entry.document()));
    if (held.isEmpty()) {
      return new Withdrawal(TagStatus.DONE, null);
    }
    Bytes32 withdrawal = held.get().terms().withdrawal();
    if (withdrawal == null || !withdrawal.equals(WithdrawalKey.commitment(key.toByteArray()))) {
      return new Withdrawal(TagStatus.REFUSED, null);
    }
    StoredEnvelope mark = WithdrawnMark.of(held.get(), key).stored();
    return isReplaced(store, Shelf.BOARD, mark)
        ? new Withdrawal(TagStatus.DONE, mark)
        : new Withdrawal(TagStatus.UNAVAILABLE, null);
  }

  /** Judges a mark that another store put, and has the envelope go that it is about. */
  static Taken putMark(EnvelopeStore store, Moment moment, byte[] document) {
    Optional<WithdrawnMark> decoded = WithdrawnMark.decode(document);
    if (decoded.isEmpty()) {
      return Taken.answer(Status.MALFORMED);
    }
    WithdrawnMark mark = decoded.get();
    Status untimely = untimely(mark.terms(), moment.now()).orElse(null);
    if (untimely != null) {
      return Taken.answer(untimely);
    }
    if (!moment.answersFor(mark.terms().tag())) {
      return Taken.answer(Status.NOT_RESPONSIBLE);
    }
    if (mark.rank() < moment.effort()) {
      return Taken.needs(Status.TOO_LITTLE_WORK, moment.effort());
    }
    StoredEnvelope entry = mark.stored();
    boolean held = store.contains(Shelf.BOARD, entry.tag(), entry.id());
    PutOutcome outcome = store.replace(Shelf.BOARD, entry);
    return switch (outcome.status()) {
      case EXPIRED -> Taken.answer(Status.EXPIRED);
      case FULL -> Taken.needs(Status.FULL, outcome.neededRank());
      case KNOWN -> new Taken(PutAnswer.of(Status.STORED), null, held ? entry : null);
      case STORED -> new Taken(PutAnswer.of(Status.STORED), null, entry);
    };
  }

  /**
   * What a deletion came to.
   *
   * @param status done when nothing of it is left
   * @param removed what was there and went
   */
  record Deletion(TagStatus status, List<Bytes32> removed) {}

  /** Deletes of a mailbox. */
  static Deletion delete(EnvelopeStore store, Bytes32 tag, List<Bytes32> ids) {
    TagStatus status = TagStatus.DONE;
    List<Bytes32> removed = new ArrayList<>();
    for (Bytes32 id : ids) {
      Optional<StoredEnvelope> held = store.get(Shelf.MAILBOX, tag, id);
      if (held.isPresent()) {
        long rank = held.get().rank();
        StoredEnvelope mark =
            new StoredEnvelope(Shelf.WITHDRAWN, tag, id, held.get().expires(), rank, EMPTY);
        if (isReplaced(store, Shelf.MAILBOX, mark)) {
          removed.add(id);
        } else {
          status = TagStatus.UNAVAILABLE;
        }
      }
    }
    return new Deletion(status, removed);
  }

  /** Whether an envelope is gone, and without having left its mark only where it has expired. */
  private static boolean isReplaced(EnvelopeStore store, Shelf shelf, StoredEnvelope mark) {
    return store.replace(shelf, mark).status() != PutOutcome.Status.FULL;
  }
}
