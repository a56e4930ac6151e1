package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.rendezvous.descriptor.CardDocument;
import io.whisper.rendezvous.descriptor.PaidCard;
import io.whisper.rendezvous.store.wire.DocumentKind;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Puts documents to the three replicas of their tags, each over a circuit of its own, and tries
 * again where it did not come about until all hold it or time is up (docs/protocol.md, "Writers and
 * readers of tags"). Confined to the loop.
 */
public final class TagWriter {
  private final Replicas replicas;
  private final ProofSearch proofs;

  /**
   * A writer to these stores.
   *
   * @param proofs the searches for work of the endpoint, which all of its writers share
   */
  public TagWriter(Replicas replicas, ProofSearch proofs) {
    this.replicas = replicas;
    this.proofs = proofs;
  }

  /**
   * Does the work for an envelope and puts it. Where stores ask for more work than was done, it is
   * done, within {@code terms}: the envelope stays the same. Ends with the life of the envelope.
   *
   * @param stored told on the loop how many stores hold it, each time that one more has answered so
   */
  public Writing put(Envelope envelope, WriteTerms terms, IntConsumer stored) {
    return put(envelope, terms, stored, refused -> {});
  }

  /**
   * The same.
   *
   * @param refused told on the loop how it stands, each time that a store did not take it
   */
  public Writing put(
      Envelope envelope, WriteTerms terms, IntConsumer stored, Consumer<Written> refused) {
    Instant expires = Instant.ofEpochSecond(envelope.terms().expires());
    return begin(
        new PaidWriting<>(
            replicas,
            proofs,
            DocumentKind.ENVELOPE,
            envelope.terms().tag(),
            envelope,
            terms.until(expires),
            stored,
            refused));
  }

  /**
   * Does the work for a card and puts it, as {@link #put} does an envelope.
   *
   * @param stored as of {@link #put}
   */
  public Writing putCard(CardDocument card, WriteTerms terms, IntConsumer stored) {
    return begin(
        new PaidWriting<>(
            replicas,
            proofs,
            DocumentKind.CARD,
            card.tag(),
            PaidCard.unpaid(card),
            terms.until(card.expires()),
            stored,
            refused -> {}));
  }

  private static Writing begin(PaidWriting<?> writing) {
    writing.start();
    return writing;
  }

  /**
   * Withdraws a post from its board at all replicas, each over a circuit of its own, until each has
   * answered or time is up. Completes with how it ended and never fails.
   *
   * @param tag of the board
   * @param id of the post
   * @param withdrawalKey whose hash the post carries
   * @param withdrawn told on the loop how many stores have answered that it is gone, each time that
   *     one more has
   */
  public CompletableFuture<Erased> withdraw(
      Bytes32 tag, Bytes32 id, Bytes32 withdrawalKey, Instant until, IntConsumer withdrawn) {
    return new Erasing(replicas, TagKey.board(tag), store -> null)
        .withdraw(id, withdrawalKey, until, withdrawn);
  }
}
