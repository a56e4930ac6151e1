package io.whisper.core.envelope;

import io.whisper.core.seal.BoardKey;
import io.whisper.core.seal.Buckets;
import io.whisper.core.seal.Prekey;
import io.whisper.core.seal.Sealer;
import java.util.Optional;

/** Whom an envelope is for. */
public enum EnvelopeKind {
  /** Everybody who knows a topic. */
  BOARD(1, Shelf.BOARD, BoardKey.OVERHEAD),
  /** The owner of an address. */
  MAILBOX(2, Shelf.MAILBOX, Prekey.ID_SIZE + Sealer.OVERHEAD);

  private final int code;
  private final Shelf shelf;
  private final int overhead;

  EnvelopeKind(int code, Shelf shelf, int overhead) {
    this.code = code;
    this.shelf = shelf;
    this.overhead = overhead;
  }

  /** Its number on the wire. */
  public int code() {
    return code;
  }

  /** Where a store keeps it. */
  public Shelf shelf() {
    return shelf;
  }

  /** The length of what is sealed for a payload of {@code size} bytes. */
  public int sealedSize(int size) {
    return Buckets.forSize(size) + overhead;
  }

  /** Whether something of that length can be sealed at all: one of five. */
  boolean seals(int length) {
    int bucket = length - overhead;
    return bucket > 0 && bucket <= Buckets.MAX_PAYLOAD && Buckets.forSize(bucket) == bucket;
  }

  static Optional<EnvelopeKind> of(int code) {
    for (EnvelopeKind kind : values()) {
      if (kind.code == code) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
