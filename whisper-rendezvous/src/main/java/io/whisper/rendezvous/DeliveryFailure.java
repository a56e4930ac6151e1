package io.whisper.rendezvous;

import java.util.Objects;

/**
 * Why a message was given up.
 *
 * @param reason in short
 * @param detail in words for a person; names no address and no key
 */
public record DeliveryFailure(FailureReason reason, String detail) {
  /** Both are there. */
  public DeliveryFailure {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(detail, "detail");
  }

  /** The same when it was tried again until the time to live passed. */
  DeliveryFailure forAllOfItsTime() {
    return new DeliveryFailure(reason, detail + ", until the time to live passed");
  }

  @Override
  public String toString() {
    return reason + " (" + detail + ")";
  }
}
