package io.whisper.rendezvous;

/** Says why a session did not come about. */
public final class SessionException extends WhisperException {
  private static final long serialVersionUID = 1L;

  SessionException(FailureReason reason, String message) {
    super(reason, message);
  }
}
