package io.whisper.rendezvous.replica;

import io.whisper.onion.directory.RelayEntry;
import java.util.concurrent.CompletableFuture;

/** What a {@link Spreading} does at each replica. */
interface Act {
  /** What came of one try. */
  enum Outcome {
    /** The store answered that it is done. */
    DONE,
    /** To be tried again at once: what was missing is there. */
    AGAIN,
    /** To be tried again after a while. */
    LATER,
    /** This store will never do it. */
    NEVER
  }

  /** Tries it at one store; a failure counts as {@link Outcome#LATER}. */
  CompletableFuture<Outcome> at(RelayEntry store);
}
