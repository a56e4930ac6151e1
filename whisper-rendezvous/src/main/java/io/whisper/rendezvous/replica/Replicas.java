package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.ring.Ring;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The stores of the live consensus and the circuits to them, whose length is drawn for each
 * (docs/protocol.md, "The ring"). Confined to the loop.
 */
public final class Replicas {
  /** Opens a circuit to a store over so many intermediaries. */
  interface Opening {
    CompletableFuture<StoreCircuit> open(RelayEntry store, int hops, String purpose);
  }

  private final RoleLoop loop;
  private final ConsensusSource consensus;
  private final HopRange hops;
  private final Opening opening;
  private @Nullable Consensus ringOf;
  private Ring ring = Ring.of(List.of());
  private long acceptedWork;

  Replicas(RoleLoop loop, ConsensusSource consensus, HopRange hops, Opening opening) {
    this.loop = loop;
    this.consensus = consensus;
    this.hops = hops;
    this.opening = opening;
  }

  /**
   * The stores of this network.
   *
   * @param hops the lengths of the circuits to them
   */
  public static Replicas on(Overlay overlay, HopRange hops) {
    return new Replicas(
        overlay.reactor(),
        overlay.consensus(),
        hops,
        (store, length, purpose) ->
            overlay
                .open(new CircuitRequest(store, length, false, purpose))
                .thenApply(StoreCircuit::of));
  }

  /** The stores that hold a tag by the live consensus, nearest first; none without a consensus. */
  public List<RelayEntry> of(Bytes32 tag) {
    Consensus live = consensus.current().orElse(null);
    if (live != ringOf) {
      ringOf = live;
      ring = Ring.of(live == null ? List.of() : live.relays());
    }
    return ring.replicas(tag);
  }

  /**
   * The least work for which an envelope is taken from a store, by the last consensus that was live
   * (docs/protocol.md, "Accepted work").
   */
  long acceptedWork() {
    consensus.current().ifPresent(live -> acceptedWork = live.parameters().acceptedWork());
    return acceptedWork;
  }

  /** A circuit of its own to a store. */
  CompletableFuture<StoreCircuit> open(RelayEntry store, String purpose) {
    return opening.open(store, hops.draw(loop.random()), purpose);
  }

  RoleLoop loop() {
    return loop;
  }

  TimeSource time() {
    return loop.time();
  }

  SecureRandom random() {
    return loop.random();
  }

  /** A random time between half of {@code longest} and all of it: no rhythm shows who waits. */
  public Duration upTo(Duration longest) {
    return Pause.from(random(), longest.dividedBy(2));
  }
}
