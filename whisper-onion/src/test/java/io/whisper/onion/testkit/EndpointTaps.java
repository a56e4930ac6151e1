package io.whisper.onion.testkit;

import io.whisper.onion.directory.Consensus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/**
 * Taps of its own before all relays, by which the links of one endpoint are told from all others:
 * it goes by a consensus that leads through them.
 */
public final class EndpointTaps implements AutoCloseable {
  private final List<WireTap> taps;
  private final ConsensusBuilder authorities;
  private volatile Consensus consensus;

  /** Taps that lead to the relays of this consensus. */
  EndpointTaps(List<WireTap> taps, ConsensusBuilder authorities) {
    this.taps = List.copyOf(taps);
    this.authorities = authorities;
    this.consensus = authorities.build();
  }

  void vote(Instant validAfter) {
    consensus = authorities.validAfter(validAfter).build();
  }

  /** The consensus of the endpoint: that of the network at other addresses. */
  public Consensus consensus() {
    return consensus;
  }

  /** The connections so far. */
  public List<TappedConnection> connections() {
    return taps.stream().flatMap(tap -> tap.connections().stream()).toList();
  }

  @Override
  public void close() {
    try {
      for (WireTap tap : taps) {
        tap.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
