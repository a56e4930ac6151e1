package io.whisper.onion.directory.service;

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
}
