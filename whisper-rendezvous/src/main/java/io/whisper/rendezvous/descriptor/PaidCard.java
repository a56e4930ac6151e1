package io.whisper.rendezvous.descriptor;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.Paid;
import io.whisper.core.envelope.ProofOfWork;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * A card with the work that was paid for its place (docs/protocol.md, "Card").
 *
 * <pre>nonce u64 | SignedDocument</pre>
 *
 * <p>Whatever its life is, it pays as an envelope of its length that lives as long as any may: so
 * its price depends on no clock.
 *
 * @param card what is paid for
 * @param nonce the number that shows the work
 */
public record PaidCard(CardDocument card, long nonce) implements Paid<PaidCard> {
  private static final int NONCE_SIZE = Long.BYTES;

  /** A card for which no work was done yet. */
  public static PaidCard unpaid(CardDocument card) {
    return new PaidCard(card, 0);
  }

  /**
   * Reads a card and checks its form and its signature; nothing when either is not right. A
   * public-key operation: for a worker.
   */
  public static Optional<PaidCard> verify(byte[] document) {
    ByteReader in = new ByteReader(document);
    long nonce = in.u64();
    byte[] signed = in.rest();
    return in.failed()
        ? Optional.empty()
        : CardDocument.verify(signed).map(card -> new PaidCard(card, nonce));
  }

  /** The card without its work, of the bytes that {@link #encode()} gave. */
  public static byte[] signedDocument(byte[] document) {
    ByteReader in = new ByteReader(document);
    in.u64();
    return in.rest();
  }

  @Override
  public long rank() {
    return ProofOfWork.rank(
        ProofOfWork.bits(card.id(), nonce), size(), EnvelopeTerms.MAX_TTL_SECONDS);
  }

  @Override
  public Optional<PaidCard> worked(long effort, SecureRandom random, BooleanSupplier cancelled) {
    int bits = ProofOfWork.neededBits(effort, size(), EnvelopeTerms.MAX_TTL_SECONDS);
    OptionalLong found = ProofOfWork.search(card.id(), bits, random.nextLong(), cancelled);
    return found.isPresent()
        ? Optional.of(new PaidCard(card, found.getAsLong()))
        : Optional.empty();
  }

  private int size() {
    return NONCE_SIZE + card.bytes().length;
  }

  @Override
  public byte[] encode() {
    return ByteWriter.ofSize(size()).u64(nonce).bytes(card.bytes()).toByteArray();
  }

  /** Only the type: a tag can be recognised. */
  @Override
  public String toString() {
    return "PaidCard";
  }
}
