package io.whisper.core.seal;

import java.util.Optional;

/** What a sealed payload is (docs/protocol.md, 12). */
public enum Kind {
  /** A whole message. */
  MESSAGE(1),
  /** The terms of a session. */
  SESSION(2),
  /** A reply that came too late to go back as answer. */
  LATE_REPLY(3);

  private final int code;

  Kind(int code) {
    this.code = code;
  }

  /** Its number in the frame. */
  int code() {
    return code;
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
