package io.whisper.rendezvous.overlay;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.reactor.Reactor;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The network as an endpoint uses it: its loop, the consensus it goes by, and circuits.
 *
 * @param reactor the loop on which everything of the endpoint happens
 * @param consensus what relays there are
 * @param opener opens circuits; called on the loop
 */
public record Overlay(
    Reactor reactor,
    ConsensusSource consensus,
    Function<CircuitRequest, CompletableFuture<Circuit>> opener) {

  /** The live consensus. */
  public Optional<Consensus> current() {
    return consensus.current();
  }

  /** The relay with this identity, when the live consensus has it. */
  public Optional<RelayEntry> relay(Bytes32 identity) {
    return current().flatMap(live -> live.relay(identity));
  }

  /** Opens a circuit of its own. */
  public CompletableFuture<Circuit> open(CircuitRequest request) {
    return opener.apply(request);
  }

  /** The endpoint's time. */
  public TimeSource time() {
    return reactor.time();
  }

  /** The endpoint's randomness. */
  public SecureRandom random() {
    return reactor.random();
  }
}
