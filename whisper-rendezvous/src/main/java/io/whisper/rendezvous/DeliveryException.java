package io.whisper.rendezvous;

/** Says why a message cannot get as far any more as a stage of its {@link Delivery} stands for. */
public final class DeliveryException extends WhisperException {
  private static final long serialVersionUID = 1L;

  private final DeliveryState state;

  DeliveryException(DeliveryState state, FailureReason reason, String message) {
    super(reason, message);
    this.state = state;
  }

  /** The final state that the message is in. */
  public DeliveryState state() {
    return state;
  }
}
