package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.WithdrawalKey;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.rendezvous.descriptor.CardDocument;
import io.whisper.rendezvous.descriptor.PaidCard;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Envelopes with something random in them, as stores cannot tell it from something sealed. */
final class Posts {
  private final SeededRandom random;

  Posts(SeededRandom random) {
    this.random = random;
  }

  Bytes32 tag() {
    return Bytes32.of(random.bytes(Bytes32.SIZE));
  }

  /** One of a board that has paid what is asked for. */
  Envelope board(Bytes32 tag, Instant now, int ttl) {
    return board(tag, now, ttl, null, 256);
  }

  /** The same of a bucket, which a key withdraws. */
  Envelope board(Bytes32 tag, Instant now, int ttl, @Nullable WithdrawalKey key, int bucket) {
    EnvelopeTerms terms =
        EnvelopeTerms.board(tag, now.getEpochSecond(), ttl, key == null ? null : key.commitment());
    return worked(made(terms, bucket), StoreAtWork.WORK);
  }

  /** One of a mailbox that has paid what is asked for. */
  Envelope mailbox(Bytes32 tag, Instant now, int ttl) {
    return worked(
        made(EnvelopeTerms.mailbox(tag, now.getEpochSecond(), ttl), 256), StoreAtWork.WORK);
  }

  Envelope made(EnvelopeTerms terms, int bucket) {
    return new Envelope(terms, 0, random.bytes(terms.kind().sealedSize(bucket)));
  }

  Envelope worked(Envelope envelope, long effort) {
    return envelope.worked(effort, random, () -> false).orElseThrow();
  }

  /** A card that has paid what is asked for. */
  static PaidCard paid(CardDocument card, SeededRandom random) {
    return PaidCard.unpaid(card).worked(StoreAtWork.WORK, random, () -> false).orElseThrow();
  }

  /** Terms that no honest author makes. */
  static EnvelopeTerms terms(Bytes32 tag, long expires, int ttl) {
    return new EnvelopeTerms(EnvelopeKind.BOARD, tag, expires, ttl, null);
  }
}
