package io.whisper.core.envelope;

import org.jspecify.annotations.Nullable;

/** A store that cannot do what is asked; the message names the store and the reason. */
public final class EnvelopeStoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** Says what is wrong. */
  public EnvelopeStoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What kind of trouble it is. */
  public Reason reason() {
    return reason;
  }

  /** The kinds of trouble. */
  public enum Reason {
    /** It may pass: the disk is full or does not answer. What was acknowledged is still there. */
    UNAVAILABLE,
    /** What is on the disk is not what was written; somebody has to look at it. */
    DAMAGED,
    /** The store was closed. */
    CLOSED
  }
}
