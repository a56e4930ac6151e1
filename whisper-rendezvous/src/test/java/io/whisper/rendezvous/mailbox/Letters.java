package io.whisper.rendezvous.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.MailboxSealer;
import io.whisper.core.envelope.SealedMail;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.identity.BlindingPurpose;
import io.whisper.core.identity.KeyBlinding;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.rendezvous.descriptor.Card;
import io.whisper.rendezvous.descriptor.CardDocument;
import io.whisper.rendezvous.descriptor.PaidCard;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.TagWriter;
import io.whisper.rendezvous.replica.VirtualStores;
import io.whisper.rendezvous.replica.WriteTerms;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Somebody who leaves letters in the mailbox of one recipient, at stores in virtual time. */
@SuppressWarnings("FutureReturnValueIgnored") // What happens at the stores is what is looked at.
final class Letters {
  private final VirtualStores stores;
  private final Address recipient;
  private final TagWriter writer;

  Letters(VirtualStores stores, Address recipient) {
    this.stores = stores;
    this.recipient = recipient;
    this.writer = new TagWriter(stores.replicas(), new ProofSearch(stores.loop()));
  }

  /** Seals a letter to the present card. */
  SealedMail seal(MessageId id, Duration life, String text) {
    return seal(card(period()).orElseThrow(), period(), id, life, text);
  }

  SealedMail seal(Card card, TimePeriod period, Duration life, String text) {
    return seal(card, period, MessageId.generate(stores.random()), life, text);
  }

  private SealedMail seal(Card card, TimePeriod period, MessageId id, Duration life, String text) {
    FirstContact content =
        new FirstContact(Kind.MESSAGE, id, life.toSeconds(), text.getBytes(StandardCharsets.UTF_8));
    EnvelopeTerms terms =
        EnvelopeTerms.mailbox(
            tag(period), stores.time().now().getEpochSecond(), (int) life.toSeconds());
    return MailboxSealer.seal(stores.random(), recipient, card.prekey(), terms, content, null)
        .orElseThrow();
  }

  /** Seals it and puts it to the stores, which takes a second. */
  Envelope leave(Card card, TimePeriod period, Duration life, String text) {
    Envelope envelope = seal(card, period, life, text).envelope();
    put(envelope);
    return envelope;
  }

  /** Puts it to its three stores, which takes a second. */
  void put(Envelope envelope) {
    List<Integer> stored = new ArrayList<>();
    WriteTerms terms = new WriteTerms(0, 0, stores.time().now().plus(Duration.ofMinutes(1)));
    writer.put(envelope, terms, stored::add);
    stores.time().advance(Duration.ofSeconds(1));
    assertThat(stored).containsExactly(1, 2, 3);
  }

  /** The card that everybody finds who knows the address. */
  Optional<Card> card(TimePeriod period) {
    return stores.at(Shelf.CARD, cardTag(period)).stream()
        .flatMap(bytes -> PaidCard.verify(bytes).map(PaidCard::card).stream())
        .sorted((one, other) -> Long.compare(other.revision(), one.revision()))
        .flatMap(document -> document.open(recipient).stream())
        .findFirst();
  }

  TimePeriod period() {
    return stores.consensus().orElseThrow().period();
  }

  Bytes32 cardTag(TimePeriod period) {
    return CardDocument.tag(
        KeyBlinding.blindPublic(recipient, period.number(), period.minutes()), period.number());
  }

  /** The tag of the mailbox. */
  Bytes32 tag(TimePeriod period) {
    return KeyBlinding.blindPublic(
            recipient, BlindingPurpose.MAILBOX, period.number(), period.minutes())
        .bytes();
  }
}
