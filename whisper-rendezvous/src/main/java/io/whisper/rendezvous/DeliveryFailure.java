package io.whisper.rendezvous;

import io.whisper.rendezvous.overlay.ObstacleException;
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

  /** What an application is told of an obstacle. */
  static DeliveryFailure of(ObstacleException obstacle) {
    FailureReason reason =
        switch (obstacle.obstacle()) {
          case NO_PRESENCE -> FailureReason.NO_PRESENCE;
          case INTRODUCTION_REFUSED -> FailureReason.INTRODUCTION_REFUSED;
          case NO_ANSWER -> FailureReason.NO_ANSWER;
          case REFUSED -> FailureReason.REFUSED;
          case NO_CIRCUIT, NO_PATH -> FailureReason.NO_CIRCUIT;
        };
    return new DeliveryFailure(reason, String.valueOf(obstacle.getMessage()));
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
