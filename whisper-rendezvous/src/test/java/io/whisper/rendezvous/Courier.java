package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.MailboxSealer;
import io.whisper.core.envelope.SealedMail;
import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.lookup.CardLookup;
import io.whisper.rendezvous.lookup.FoundCard;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.Replicas;
import io.whisper.rendezvous.replica.TagWriter;
import io.whisper.rendezvous.replica.WriteTerms;
import io.whisper.rendezvous.replica.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Leaves letters in mailboxes that no endpoint would write. */
@SuppressWarnings("FutureReturnValueIgnored") // The answer within the answer is what is waited for.
final class Courier {
  private static final HopRange HOPS = new HopRange(1, 2);
  private static final Duration LIFE = Duration.ofMinutes(30);

  private final Overlay overlay;
  private final TagWriter writer;
  private final CardLookup cards;

  /** A courier at a place of its own in the town. */
  Courier(Town town) {
    overlay = town.overlay();
    writer = new TagWriter(Replicas.on(overlay, HOPS), new ProofSearch(overlay.reactor()));
    cards = new CardLookup(overlay);
  }

  /** The recipient's card, as everybody finds it who knows the address. */
  FoundCard card(Address recipient) {
    return Town.await(onLoop(() -> cards.find(recipient, HOPS)));
  }

  /** Leaves a letter at all its stores; what to wait for is in it as well. */
  SealedMail leave(Address recipient, Kind kind, byte[] payload, @Nullable Identity sender) {
    FoundCard found = card(recipient);
    long now = overlay.time().now().getEpochSecond();
    EnvelopeTerms terms = EnvelopeTerms.mailbox(found.mailbox(), now, (int) LIFE.toSeconds());
    FirstContact content =
        new FirstContact(kind, MessageId.generate(overlay.random()), LIFE.toSeconds(), payload);
    SealedMail mail =
        MailboxSealer.seal(
                overlay.random(), recipient, found.card().prekey(), terms, content, sender)
            .orElseThrow();
    put(mail.envelope());
    return mail;
  }

  /** Puts an envelope with the work that the network asks for; all three stores must take it. */
  void put(Envelope envelope) {
    long effort = overlay.current().orElseThrow().parameters().minimumWork();
    Instant until = overlay.time().now().plus(LIFE);
    Written written =
        Town.await(
            onLoop(
                () ->
                    writer
                        .put(envelope, new WriteTerms(effort, effort, until), stored -> {})
                        .written()));
    if (written.stored() != 3) {
      throw new AssertionError("stored at " + written.stored() + " stores");
    }
  }

  private <T> CompletableFuture<T> onLoop(Supplier<CompletableFuture<T>> question) {
    return overlay.reactor().call(question).thenCompose(answer -> answer);
  }
}
