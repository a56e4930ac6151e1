package io.whisper.rendezvous;

import io.whisper.onion.circuit.Circuits;
import io.whisper.rendezvous.overlay.Overlay;
import java.util.concurrent.Executor;

/**
 * What an instance of {@link Whisper} runs on, and how all of it ends.
 *
 * @param overlay the network as its endpoints use it
 * @param news what is told of the way to a consensus
 * @param circuits the circuits that all of them share
 * @param state where state is kept
 * @param executor where listeners are called
 * @param hybrid whether links exchange keys in a quantum-safe way
 * @param closing ends what was begun for this instance
 */
record Joined(
    Overlay overlay,
    ConsensusNews news,
    Circuits circuits,
    WatchedStore state,
    Executor executor,
    boolean hybrid,
    Runnable closing) {
  void close() {
    closing.run();
  }
}
