package io.whisper.rendezvous.store.wire;

import java.util.Optional;

/** What can be put to a store. */
public enum DocumentKind {
  /** Where a recipient can be reached now. */
  PRESENCE(1),
  /** How messages for a recipient that is away are sealed. */
  CARD(2),
  /** A sealed message that waits. */
  ENVELOPE(3),
  /** What keeps a withdrawn envelope from coming back; between stores only. */
  WITHDRAWN(4);

  private final int code;

  DocumentKind(int code) {
    this.code = code;
  }

  /** The number on the wire, one byte. */
  public int code() {
    return code;
  }

  /** The kind with this number. */
  public static Optional<DocumentKind> of(int code) {
    for (DocumentKind kind : values()) {
      if (kind.code == code) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
