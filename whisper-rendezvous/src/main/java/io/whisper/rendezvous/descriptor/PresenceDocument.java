package io.whisper.rendezvous.descriptor;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.identity.BlindedKey;
import io.whisper.core.identity.Identity;
import io.whisper.onion.directory.TimePeriod;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A presence as it lies on the stores: signed by the recipient's blinded key of the period and
 * readable only with its address (docs/protocol.md, "Presence"). Immutable.
 */
public final class PresenceDocument {
  /** The longest document in bytes. */
  public static final int MAX_SIZE = 4000;

  private static final BlindedDocument.Form FORM =
      new BlindedDocument.Form(
          Labelled.PREFIX + "presence",
          MAX_SIZE,
          Set.of(PresenceContentCodec.SMALL, PresenceContentCodec.LARGE));

  private final BlindedDocument document;

  private PresenceDocument(BlindedDocument document) {
    this.document = document;
  }

  /** The tag at which the presence of a blinded key lies in a period. */
  public static Bytes32 tag(BlindedKey blindedKey, long period) {
    return FORM.tag(blindedKey, period);
  }

  /**
   * Seals and signs a presence.
   *
   * @param identity the recipient's
   * @param revision higher than that of every document before it
   * @param expires when stores forget it, to the second
   */
  public static PresenceDocument create(
      SecureRandom random,
      Identity identity,
      TimePeriod period,
      long revision,
      Instant expires,
      Presence presence) {
    byte[] plaintext = PresenceContentCodec.encode(presence);
    return new PresenceDocument(
        BlindedDocument.create(FORM, random, identity, period, revision, expires, plaintext));
  }

  /**
   * Reads a document and checks its form and its signature; nothing when either is not right. It
   * says nothing about time or about whose it is. A public-key operation: for a worker.
   */
  public static Optional<PresenceDocument> verify(byte[] document) {
    return BlindedDocument.verify(FORM, document).map(PresenceDocument::new);
  }

  /**
   * The presence, or nothing when the document is not one of {@code address} in its period. A
   * public-key operation: for a worker.
   */
  public Optional<Presence> open(Address address) {
    return document.open(address).flatMap(PresenceContentCodec::decode);
  }

  /** A copy of the document's bytes, exactly as they were signed or received. */
  public byte[] bytes() {
    return document.bytes();
  }

  /** The tag at which it lies. */
  public Bytes32 tag() {
    return document.tag();
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
    return "PresenceDocument";
  }
}
