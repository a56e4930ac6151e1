package io.whisper.rendezvous.board;

import io.whisper.rendezvous.replica.Written;
import io.whisper.rendezvous.store.wire.PutAnswer;

/** Why stores did not take a post, in words for its author. */
final class Refusals {
  private Refusals() {}

  /** What the stores that do not hold it said; empty when they said nothing. */
  static String words(Written written) {
    if (written.neededEffort() > 0) {
      return "stores ask for a proof of work of "
          + written.neededEffort()
          + " now, which is more than is done for a post";
    }
    PutAnswer.Status status = written.refusal();
    return status == null
        ? ""
        : switch (status) {
          case STORED -> "";
          case OLDER_REVISION, MALFORMED -> "stores say that it is not a post";
          case LIMITED -> "stores have too much to do";
          case NOT_RESPONSIBLE -> "stores go by another ring";
          case TOO_LITTLE_WORK -> "stores ask for more work than was done";
          case EXPIRED -> "stores say that its time is up: the clocks differ";
          case OUT_OF_TIME -> "stores say that it comes from the future: the clocks differ";
          case FULL -> "stores are full";
          case UNAVAILABLE -> "stores cannot write";
          case WITHDRAWN -> "it was withdrawn";
        };
  }
}
