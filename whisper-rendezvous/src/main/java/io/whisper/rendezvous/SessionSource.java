package io.whisper.rendezvous;

import io.whisper.rendezvous.lookup.FoundPresence;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** What opens sessions with recipients whose presences were found. */
interface SessionSource {
  /**
   * Opens one, or fails with an {@link io.whisper.rendezvous.overlay.ObstacleException}.
   *
   * @param onAccepted told the length of the circuit when an introduction point took the terms
   */
  CompletableFuture<LiveSession> open(
      FoundPresence recipient, SessionOpener.Wish wish, IntConsumer onAccepted);
}
