package io.whisper.core.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.Sha256;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Something sealed that waits at stores, what they need to know of it, and the work paid for it
 * (docs/protocol.md, 18.1). Immutable.
 *
 * <p>Its id is a digest of everything but the nonce of the work, so that the same message is the
 * same envelope whatever was paid for it.
 */
public final class Envelope implements Paid<Envelope> {
  /** An upper bound of the length of every encoding, in bytes. */
  public static final int MAX_SIZE = 67_000;

  private static final byte[] DIGEST_LABEL = (Labelled.PREFIX + "envelope").getBytes(US_ASCII);

  private final EnvelopeTerms terms;
  private final long nonce;
  private final byte[] sealed;
  private final Bytes32 id;
  private final int size;

  /**
   * The envelope around a copy of {@code sealed}, whose length is that of a bucket of its kind.
   *
   * @param nonce the number that shows the work; any will do for one that is yet to be worked for
   */
  public Envelope(EnvelopeTerms terms, long nonce, byte[] sealed) {
    if (!terms.kind().seals(sealed.length)) {
      throw new IllegalArgumentException(
          sealed.length + " bytes are not the length of anything sealed for a " + terms.kind());
    }
    this.terms = terms;
    this.nonce = nonce;
    this.sealed = sealed.clone();
    this.id = id(terms, Sha256.hash(sealed));
    this.size = EnvelopeCodec.size(terms, sealed.length);
  }

  private Envelope(Envelope other, long nonce) {
    this.terms = other.terms;
    this.nonce = nonce;
    this.sealed = other.sealed;
    this.id = other.id;
    this.size = other.size;
  }

  /** The envelope that {@code encoded} is the one encoding of, or nothing. Never throws. */
  public static Optional<Envelope> decode(byte[] encoded) {
    return EnvelopeCodec.decode(encoded);
  }

  /** Its one encoding. */
  @Override
  public byte[] encode() {
    return EnvelopeCodec.encode(this);
  }

  /** What it says in the clear. */
  public EnvelopeTerms terms() {
    return terms;
  }

  /** The number that shows the work. */
  public long nonce() {
    return nonce;
  }

  /** A copy of what is sealed. */
  public byte[] sealed() {
    return sealed.clone();
  }

  /** Its name: the digest that the work is done over. */
  public Bytes32 id() {
    return id;
  }

  /** The length of its encoding in bytes, for which its author pays. */
  public int size() {
    return size;
  }

  /**
   * What was paid for it, in hashes for a byte and a second times 10^9: see {@link ProofOfWork}.
   */
  @Override
  public long rank() {
    return ProofOfWork.rank(ProofOfWork.bits(id, nonce), size, terms.ttlSeconds());
  }

  /**
   * This envelope with work of at least {@code effort} as its {@link #rank()}, or nothing once
   * {@code cancelled} says so. Takes as long as the work takes: for workers.
   */
  @Override
  public Optional<Envelope> worked(long effort, SecureRandom random, BooleanSupplier cancelled) {
    int bits = ProofOfWork.neededBits(effort, size, terms.ttlSeconds());
    OptionalLong found = ProofOfWork.search(id, bits, random.nextLong(), cancelled);
    return found.isPresent()
        ? Optional.of(new Envelope(this, found.getAsLong()))
        : Optional.empty();
  }

  /** As a store keeps it. */
  public StoredEnvelope stored() {
    return new StoredEnvelope(
        terms.kind().shelf(), terms.tag(), id, terms.expires(), rank(), encode());
  }

  /**
   * The id of the envelope with these terms around something sealed of which this is the SHA-256.
   */
  public static Bytes32 id(EnvelopeTerms terms, byte[] sealedHash) {
    ByteWriter writer = ByteWriter.growing().bytes(DIGEST_LABEL).u8(terms.kind().code());
    terms.writeTo(writer);
    terms.withdrawalOrZeros().writeTo(writer);
    return Bytes32.of(Sha256.hash(writer.bytes(sealedHash).toByteArray()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Envelope that
        && nonce == that.nonce
        && terms.equals(that.terms)
        && Arrays.equals(sealed, that.sealed);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** Only the type. */
  @Override
  public String toString() {
    return "Envelope";
  }
}
