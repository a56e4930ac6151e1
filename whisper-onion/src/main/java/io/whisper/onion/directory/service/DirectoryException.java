package io.whisper.onion.directory.service;

/** A directory server did not give what it was asked for; the message says in what it failed. */
public final class DirectoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DirectoryException(String message) {
    super(message);
  }
}
