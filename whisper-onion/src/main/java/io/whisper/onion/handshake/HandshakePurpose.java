package io.whisper.onion.handshake;

import java.nio.charset.StandardCharsets;

/** What a handshake makes keys for: a handshake for one purpose never completes for another. */
public enum HandshakePurpose {
  /** A hop of a circuit. */
  CIRCUIT("whisper-1 circuit"),
  /** A session between two endpoints. */
  SESSION("whisper-1 session");

  private final String verification;

  HandshakePurpose(String verification) {
    this.verification = verification;
  }

  /** VER of docs/protocol.md, section 5. */
  byte[] verification() {
    return verification.getBytes(StandardCharsets.US_ASCII);
  }
}
