package io.whisper.rendezvous.replica;

import java.util.concurrent.CompletableFuture;

/** A document on its way to its replicas. Confined to the loop. */
public interface Writing {
  /** How many stores have answered that they hold it: 0 to 3, and never fewer than before. */
  int stored();

  /** Completes on the loop when nothing more is tried. Never fails. */
  CompletableFuture<Written> written();

  /** Tries no more. What stores hold already stays there. */
  void cancel();
}
