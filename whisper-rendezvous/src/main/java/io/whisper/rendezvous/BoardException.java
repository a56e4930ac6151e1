package io.whisper.rendezvous;

/** Says why a stage of a {@link Publication} or {@link Subscription} cannot be reached any more. */
public final class BoardException extends WhisperException {
  private static final long serialVersionUID = 1L;

  BoardException(FailureReason reason, String message) {
    super(reason, message);
  }
}
