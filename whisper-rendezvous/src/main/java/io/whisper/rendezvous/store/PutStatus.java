package io.whisper.rendezvous.store;

import java.util.Optional;

/** What a store did with a document. */
public enum PutStatus {
  /** It is held now. */
  STORED(0),
  /** One with the same or a higher revision is held, and stays. */
  OLDER_REVISION(1),
  /** It is not a document, its signature does not hold, or its life is over or too long. */
  MALFORMED(2),
  /** A limit was reached. */
  LIMITED(3),
  /** Its tag is other stores' to hold. */
  NOT_RESPONSIBLE(4);

  private final int code;

  PutStatus(int code) {
    this.code = code;
  }

  byte[] encode() {
    return new byte[] {(byte) code};
  }

  static Optional<PutStatus> decode(byte[] data) {
    for (PutStatus status : values()) {
      if (data.length == 1 && data[0] == status.code) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
