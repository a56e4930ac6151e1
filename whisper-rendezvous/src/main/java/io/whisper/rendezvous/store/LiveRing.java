package io.whisper.rendezvous.store;

import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.rendezvous.ring.Ring;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ring of the live consensus, made once for each. Confined to the loop. */
final class LiveRing {
  private final ConsensusSource consensus;
  private @Nullable Consensus ringOf;
  private Ring ring = Ring.of(List.of());

  LiveRing(ConsensusSource consensus) {
    this.consensus = consensus;
  }

  /** The ring, without stores when no consensus is live. */
  Ring current() {
    Consensus current = consensus.current().orElse(null);
    if (current != ringOf) {
      ringOf = current;
      ring = Ring.of(current == null ? List.of() : current.relays());
    }
    return ring;
  }

  /** The work that the network asks for; 0 when no consensus is live, where nothing is taken. */
  long minimumWork() {
    return consensus.current().map(live -> live.parameters().minimumWork()).orElse(0L);
  }
}
