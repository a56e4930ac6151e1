package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.ring.Ring;
import java.time.Duration;
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

  /** The relay with this identity, or null when the live consensus has none. */
  @Nullable RelayEntry relay(Bytes32 identity) {
    return consensus.current().flatMap(live -> live.relay(identity)).orElse(null);
  }

  /** The time from one consensus to the next. */
  Duration voteInterval() {
    return consensus
        .current()
        .map(Consensus::parameters)
        .orElse(NetworkParameters.STANDARD)
        .voteInterval();
  }

  /** The work that the network asks for; 0 when no consensus is live, where nothing is taken. */
  long minimumWork() {
    return consensus.current().map(live -> live.parameters().minimumWork()).orElse(0L);
  }

  /** The least work for which the network takes what a store held before. */
  long acceptedWork() {
    return consensus.current().map(live -> live.parameters().acceptedWork()).orElse(0L);
  }
}
