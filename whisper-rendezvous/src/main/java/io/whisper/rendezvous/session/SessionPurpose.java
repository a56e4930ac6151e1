package io.whisper.rendezvous.session;

import java.util.Optional;

/** What an initiator wants a session for; one byte in the first message of its handshake. */
public enum SessionPurpose {
  /** An application connects to an application. */
  CONVERSATION(1),
  /** Messages too long for an introduction are to be delivered. */
  MESSAGES(2);

  private final int code;

  SessionPurpose(int code) {
    this.code = code;
  }

  byte[] encode() {
    return new byte[] {(byte) code};
  }

  static Optional<SessionPurpose> decode(byte[] message) {
    for (SessionPurpose purpose : values()) {
      if (message.length == 1 && message[0] == purpose.code) {
        return Optional.of(purpose);
      }
    }
    return Optional.empty();
  }
}
