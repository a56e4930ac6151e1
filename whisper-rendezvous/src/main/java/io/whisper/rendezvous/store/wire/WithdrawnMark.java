package io.whisper.rendezvous.store.wire;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeKind;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.envelope.ProofOfWork;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.envelope.WithdrawalKey;
import java.util.Objects;
import java.util.Optional;

/**
 * What shows anybody that an envelope of a board was withdrawn, also who never had it: all that its
 * id is made of, and the key (docs/protocol.md, "Withdrawal").
 *
 * <pre>
 * version u8 (1) | tag 32 | expires u64 | ttl u32 | withdrawal 32 | SHA-256 of what is sealed 32
 * | nonce u64 | key 32
 * </pre>
 *
 * @param terms of the envelope
 * @param sealedHash SHA-256 of what is sealed in it
 * @param nonce that shows its work
 * @param key that its withdrawal is the hash of
 */
public record WithdrawnMark(EnvelopeTerms terms, Bytes32 sealedHash, long nonce, Bytes32 key) {
  /** Its length in bytes. */
  public static final int SIZE = 1 + Bytes32.SIZE + 8 + 4 + 3 * Bytes32.SIZE + 8;

  private static final int VERSION = 1;

  /** No mark pays less than the smallest envelope. */
  private static final int LEAST_SIZE = EnvelopeKind.BOARD.sealedSize(1);

  /** The mark of an envelope that can be withdrawn. */
  public static WithdrawnMark of(Envelope envelope, Bytes32 key) {
    Bytes32 sealedHash = Bytes32.of(Sha256.hash(envelope.sealed()));
    return new WithdrawnMark(envelope.terms(), sealedHash, envelope.nonce(), key);
  }

  /** Reads a mark and checks its key. */
  public static Optional<WithdrawnMark> decode(byte[] document) {
    ByteReader in = new ByteReader(document);
    int version = in.u8();
    Bytes32 tag = in.bytes32();
    long expires = in.u64();
    long ttl = in.u32();
    Bytes32 withdrawal = in.bytes32();
    Bytes32 sealedHash = in.bytes32();
    long nonce = in.u64();
    Bytes32 key = in.bytes32();
    if (!in.done()
        || version != VERSION
        || expires < 1
        || ttl < 1
        || ttl > Integer.MAX_VALUE
        || !WithdrawalKey.commitment(key.toByteArray()).equals(withdrawal)) {
      return Optional.empty();
    }
    EnvelopeTerms terms =
        new EnvelopeTerms(EnvelopeKind.BOARD, tag, expires, (int) ttl, withdrawal);
    return Optional.of(new WithdrawnMark(terms, sealedHash, nonce, key));
  }

  /** The mark in bytes. */
  public byte[] encode() {
    return ByteWriter.ofSize(SIZE)
        .u8(VERSION)
        .bytes(terms.tag().toByteArray())
        .u64(terms.expires())
        .u32(terms.ttlSeconds())
        .bytes(Objects.requireNonNull(terms.withdrawal()).toByteArray())
        .bytes(sealedHash.toByteArray())
        .u64(nonce)
        .bytes(key.toByteArray())
        .toByteArray();
  }

  /** The envelope that it is about. */
  public Bytes32 id() {
    return Envelope.id(terms, sealedHash.toByteArray());
  }

  /** What was paid for the envelope, as if it had been of the smallest size. */
  public long rank() {
    return ProofOfWork.rank(ProofOfWork.bits(id(), nonce), LEAST_SIZE, terms.ttlSeconds());
  }

  /** As a store keeps it. */
  public StoredEnvelope stored() {
    return new StoredEnvelope(
        Shelf.WITHDRAWN, terms.tag(), id(), terms.expires(), rank(), encode());
  }

  @Override
  public String toString() {
    return "WithdrawnMark";
  }
}
