package io.whisper.rendezvous.store.wire;

import java.util.Optional;

/** The kinds of tags at which envelopes lie, which differ in who may read them. */
public enum Shelf {
  /** Of a topic: who knows the tag reads. */
  BOARD(1),
  /** Of a recipient: the tag is a blinded key of it, and only its owner reads and deletes. */
  MAILBOX(2);

  private final int code;

  Shelf(int code) {
    this.code = code;
  }

  /** The number on the wire, one byte. */
  public int code() {
    return code;
  }

  /** The shelf with this number. */
  public static Optional<Shelf> of(int code) {
    for (Shelf shelf : values()) {
      if (shelf.code == code) {
        return Optional.of(shelf);
      }
    }
    return Optional.empty();
  }
}
