package io.whisper.rendezvous.replica;

import io.whisper.rendezvous.store.wire.TagStatus;

/** Why a store did not do what it was asked. */
public enum Fault {
  /** No circuit to it came about, it ended, or no answer came in time. */
  LOST,
  /** It did not keep to the protocol, or gave what it must not have. */
  LIED,
  /** It has reached a limit, or cannot read or write now. */
  LIMITED,
  /** It goes by a ring in which the tag is other stores' to hold. */
  NOT_RESPONSIBLE,
  /** It does not accept the proof. */
  REFUSED,
  /** This side has closed the conversation. */
  CLOSED;

  /** What a status other than DONE stands for. */
  static Fault of(TagStatus status) {
    return switch (status) {
      case NOT_RESPONSIBLE -> NOT_RESPONSIBLE;
      case REFUSED -> REFUSED;
      case LIMITED, UNAVAILABLE -> LIMITED;
      case DONE -> throw new IllegalArgumentException("DONE is no fault");
    };
  }
}
