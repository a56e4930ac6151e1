package io.whisper.core.envelope;

import java.util.Optional;

/** The sorts of entries of a store. */
public enum Shelf {
  /** Posts on boards. */
  BOARD(1),
  /** Messages in mailboxes. */
  MAILBOX(2),
  /** Cards of recipients. */
  CARD(3),
  /** Marks of what was withdrawn or deleted, so that it does not come back. */
  WITHDRAWN(4);

  private final int code;

  Shelf(int code) {
    this.code = code;
  }

  /** Its number on the wire and on disk. */
  public int code() {
    return code;
  }

  /**
   * Whether what lies here counts for its tag. Of cards only who owns the tag can make any, and one
   * stands.
   */
  public boolean countsForTag() {
    return this != CARD;
  }

  /** The shelf of that number. */
  public static Optional<Shelf> of(int code) {
    for (Shelf shelf : values()) {
      if (shelf.code == code) {
        return Optional.of(shelf);
      }
    }
    return Optional.empty();
  }
}
