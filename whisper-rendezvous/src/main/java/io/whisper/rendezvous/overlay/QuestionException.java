package io.whisper.rendezvous.overlay;

/** Says that a relay did not answer a question; names no relay. */
public final class QuestionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what is known of the cause. */
  public QuestionException(String message) {
    super(message, null, false, false);
  }
}
