package io.whisper.rendezvous;

import java.util.Objects;

/** What ends a stage of this package when it cannot be reached. */
public sealed class WhisperException extends RuntimeException
    permits BoardException, DeliveryException, SessionException {
  private static final long serialVersionUID = 1L;

  private final FailureReason reason;

  WhisperException(FailureReason reason, String message) {
    super(Objects.requireNonNull(message, "message"));
    this.reason = reason;
  }

  /** Why. */
  public FailureReason reason() {
    return reason;
  }
}
