package io.whisper.rendezvous;

/**
 * How far a message has come. A state is reported when the proof for it is there, and not before.
 */
public enum DeliveryState {
  /** It waits here, or is on its way. */
  QUEUED,
  /**
   * An introduction point accepted it and passed it on to the recipient. Never reported of a
   * message over 1,024 bytes: that goes over a session, and only the session's terms are
   * introduced.
   */
  INTRODUCED,
  /**
   * It waits in the recipient's mailbox: as many stores as {@link Delivery#stores} says have
   * answered that they hold it. Reported anew with each of them.
   */
  STORED,
  /** The recipient's application has it: the recipient itself said so, end to end. */
  DELIVERED,
  /**
   * Its time passed without proof that it arrived. It may have arrived all the same; {@link
   * Delivery#failure()} says what kind of proof was missing.
   */
  EXPIRED,
  /** It was given up, and {@link Delivery#failure()} says why. */
  FAILED;

  /** Whether no other state follows. */
  public boolean isFinal() {
    return this == DELIVERED || this == EXPIRED || this == FAILED;
  }

  /** Whether a message in this state has also got as far as {@code other}. */
  boolean includes(DeliveryState other) {
    return switch (this) {
      case QUEUED -> other == QUEUED;
      case INTRODUCED -> other == QUEUED || other == INTRODUCED;
      case STORED -> other == QUEUED || other == STORED;
      case DELIVERED -> other != EXPIRED && other != FAILED;
      case EXPIRED, FAILED -> other == this;
    };
  }
}
