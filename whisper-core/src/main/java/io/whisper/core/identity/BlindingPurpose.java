package io.whisper.core.identity;

import io.whisper.core.crypto.Labelled;

/**
 * What an address shows itself for under a blinded key: the optional secret of Tor's derivation.
 */
public enum BlindingPurpose {
  /** Presences and cards; the secret is empty. */
  PRESENCE(""),
  /** The mailbox, which nobody can tell to be of the same address as the presence. */
  MAILBOX(Labelled.PREFIX + "mailbox");

  private final String secret;

  BlindingPurpose(String secret) {
    this.secret = secret;
  }

  /** s in the derivation, ASCII. */
  String secret() {
    return secret;
  }
}
