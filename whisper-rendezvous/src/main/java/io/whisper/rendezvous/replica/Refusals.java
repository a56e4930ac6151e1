package io.whisper.rendezvous.replica;

import io.whisper.rendezvous.store.wire.PutAnswer;

/** Why stores did not take what was put to them, in words for who put it. */
final class Refusals {
  private Refusals() {}

  /** What the stores that do not hold it said; empty when they said nothing. */
  static String words(Written written) {
    if (written.neededEffort() > 0 && written.neededEffort() < Long.MAX_VALUE) {
      return "stores ask for a proof of work of "
          + written.neededEffort()
          + " now, which is more than is done for it";
    }
    PutAnswer.Status status = written.refusal();
    return status == null ? "" : words(status);
  }

  private static String words(PutAnswer.Status status) {
    return switch (status) {
      case STORED -> "";
      case OLDER_REVISION -> "stores hold a newer one";
      case MALFORMED -> "stores say that it is not in the form that they know";
      case LIMITED -> "stores have too much to do";
      case NOT_RESPONSIBLE -> "stores go by another ring";
      case TOO_LITTLE_WORK -> "stores ask for more work than was done";
      case EXPIRED -> "stores say that its time is up: the clocks differ";
      case OUT_OF_TIME ->
          "stores say that it comes from the future or lives longer than 14 days: where it does"
              + " not, the clocks differ";
      case FULL -> "stores have no room left for it, or for more on this board or in this mailbox";
      case UNAVAILABLE -> "stores cannot write";
      case WITHDRAWN -> "it was withdrawn";
    };
  }
}
