package io.whisper.onion.directory.service;

import io.whisper.onion.directory.ConsensusKeeper;

/**
 * A directory server did not give what it was asked for; the message says in what it failed, in a
 * few words for a user, who knows which server it is.
 */
public final class DirectoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure in these words. */
  public DirectoryException(String message) {
    super(message);
  }

  /** What a server gave was verified and is of no use all the same. */
  static DirectoryException ofNoUse(ConsensusKeeper.Verdict verdict) {
    return new DirectoryException(
        switch (verdict) {
          case EXPIRED -> "has a consensus that has run out only";
          case FROM_THE_FUTURE -> "has a consensus of a time to come: is the clock here slow?";
          case CONFLICTING -> "has another consensus of the same time";
          default -> "sent a consensus of no use";
        });
  }
}
