package io.whisper.rendezvous.descriptor;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.identity.BlindedKey;
import io.whisper.core.identity.Identity;
import io.whisper.onion.directory.TimePeriod;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A card as it lies on the stores: signed by the recipient's blinded key of the period and readable
 * only with its address (docs/protocol.md, "Card"). Immutable.
 */
public final class CardDocument {
  /** The longest document in bytes. */
  public static final int MAX_SIZE = 2400;

  private static final int REVISION_SIZE = Long.BYTES;

  private static final BlindedDocument.Form FORM =
      new BlindedDocument.Form(Labelled.PREFIX + "card", MAX_SIZE, Set.of(CardContentCodec.SIZE));

  private final BlindedDocument document;
  private final Bytes32 id;

  private CardDocument(BlindedDocument document) {
    this.document = document;
    byte[] hash = Sha256.hash(document.bytes());
    this.id =
        Bytes32.of(
            ByteWriter.ofSize(Bytes32.SIZE)
                .u64(document.revision())
                .bytes(hash, 0, Bytes32.SIZE - REVISION_SIZE)
                .toByteArray());
  }

  /** The tag at which the card of a blinded key lies in a period. */
  public static Bytes32 tag(BlindedKey blindedKey, long period) {
    return FORM.tag(blindedKey, period);
  }

  /**
   * Seals and signs a card.
   *
   * @param identity the recipient's
   * @param revision higher than that of every document before it, 0 or more
   * @param expires when stores forget it, to the second
   */
  public static CardDocument create(
      SecureRandom random,
      Identity identity,
      TimePeriod period,
      long revision,
      Instant expires,
      Card card) {
    byte[] plaintext = CardContentCodec.encode(card);
    return new CardDocument(
        BlindedDocument.create(FORM, random, identity, period, revision, expires, plaintext));
  }

  /**
   * Reads a document and checks its form and its signature; nothing when either is not right. It
   * says nothing about time or about whose it is. A public-key operation: for a worker.
   */
  public static Optional<CardDocument> verify(byte[] document) {
    return BlindedDocument.verify(FORM, document).map(CardDocument::new);
  }

  /**
   * The card, or nothing when the document is not one of {@code address} in its period. A
   * public-key operation: for a worker.
   */
  public Optional<Card> open(Address address) {
    return document.open(address).flatMap(CardContentCodec::decode);
  }

  /** A copy of the document's bytes, exactly as they were signed or received. */
  public byte[] bytes() {
    return document.bytes();
  }

  /** The tag at which it lies. */
  public Bytes32 tag() {
    return document.tag();
  }

  /** Under what stores keep it: {@code revision u64 | SHA-256(document)[0..24]}. */
  public Bytes32 id() {
    return id;
  }

  /** The revision that an {@link #id} begins with; one from 2^63 comes out negative. */
  public static long revision(Bytes32 id) {
    return new ByteReader(id.toByteArray()).u64();
  }

  /** The blinded key that signed it. */
  public BlindedKey blindedKey() {
    return document.blindedKey();
  }

  /** The period that it is for. */
  public TimePeriod period() {
    return document.period();
  }

  /** Of two documents at one tag the one with the higher revision stands. */
  public long revision() {
    return document.revision();
  }

  /** When it is forgotten. */
  public Instant expires() {
    return document.expires();
  }

  /** Only the type: a tag can be recognised. */
  @Override
  public String toString() {
    return "CardDocument";
  }
}
