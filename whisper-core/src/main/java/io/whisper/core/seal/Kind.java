package io.whisper.core.seal;

import java.util.Optional;

/** What a sealed payload is (docs/protocol.md, 12). */
public enum Kind {
  /** A whole message. */
  MESSAGE(1),
  /** The terms of a session. */
  SESSION(2),
  /** A reply that came too late to go back as answer. */
  LATE_REPLY(3),
  /** A post on a board, whose author is what it says. */
  PUBLICATION(4),
  /**
   * The end-to-end acknowledgement of a message that waited in a mailbox, on a board of its own.
   */
  ACKNOWLEDGEMENT(5),
  /** A post on a board with a signature by its author's key for the room. */
  SIGNED_PUBLICATION(6),
  /** The question which keys are its recipient's for a topic; the answer names them. */
  ROOM_KEY(7);

  private final int code;

  Kind(int code) {
    this.code = code;
  }

  /** Its number in the frame. */
  int code() {
    return code;
  }

  /** Whether it stands on boards, and nowhere else. */
  public boolean onBoard() {
    return switch (this) {
      case PUBLICATION, ACKNOWLEDGEMENT, SIGNED_PUBLICATION -> true;
      case MESSAGE, SESSION, LATE_REPLY, ROOM_KEY -> false;
    };
  }

  static Optional<Kind> of(int code) {
    for (Kind kind : values()) {
      if (kind.code == code) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
