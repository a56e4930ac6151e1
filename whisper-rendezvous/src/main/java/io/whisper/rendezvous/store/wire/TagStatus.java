package io.whisper.rendezvous.store.wire;

import java.util.Optional;

/** What a store says to a request about the tag of a circuit: one byte. */
public enum TagStatus {
  /** Done. */
  DONE(0),
  /** The proof of a mailbox does not hold, or the key of a withdrawal is not the one. */
  REFUSED(1),
  /** The tag is other stores' to hold. */
  NOT_RESPONSIBLE(2),
  /** A limit was reached. */
  LIMITED(3),
  /** The store cannot read or write now. */
  UNAVAILABLE(4);

  private final int code;

  TagStatus(int code) {
    this.code = code;
  }

  /** The message. */
  public byte[] encode() {
    return new byte[] {(byte) code};
  }

  /** Reads the message. */
  public static Optional<TagStatus> decode(byte[] data) {
    for (TagStatus status : values()) {
      if (data.length == 1 && data[0] == status.code) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
