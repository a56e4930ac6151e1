package io.whisper.rendezvous.replica;

import java.util.concurrent.CompletionException;

/** Says why a store did not do what it was asked; names no store and no tag. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  StoreException(Fault fault, String message) {
    super(message, null, false, false);
    this.fault = fault;
  }

  /** Why. */
  public Fault fault() {
    return fault;
  }

  /** The fault in what a future failed with; anything else counts as a circuit that is lost. */
  static Fault faultOf(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof StoreException known ? known.fault : Fault.LOST;
  }
}
