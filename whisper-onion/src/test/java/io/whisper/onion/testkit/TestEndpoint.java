package io.whisper.onion.testkit;

import io.whisper.core.state.StateStore;
import io.whisper.onion.circuit.CircuitSettings;
import io.whisper.onion.circuit.Circuits;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.link.TlsContext;
import io.whisper.onion.path.Guards;
import io.whisper.onion.reactor.Reactor;

/** An endpoint of a {@link TestNetwork}: a loop of its own, guards and circuits. */
public final class TestEndpoint implements AutoCloseable {
  private final Reactor reactor;
  private final StateStore store;
  private final LinkDialer dialer;
  private final Circuits circuits;

  TestEndpoint(
      Reactor reactor, ConsensusSource consensus, StateStore store, CircuitSettings settings) {
    this.reactor = reactor;
    this.store = store;
    this.dialer = new LinkDialer(reactor, TlsContext.endpoint(), null);
    Guards guards = Guards.open(store, reactor.time(), reactor.random());
    this.circuits = new Circuits(reactor, dialer, consensus, guards, settings);
  }

  /** The loop to which the circuits are confined. */
  public Reactor reactor() {
    return reactor;
  }

  /** The circuits. */
  public Circuits circuits() {
    return circuits;
  }

  /** Where the guards are kept. */
  public StateStore store() {
    return store;
  }

  @Override
  public void close() {
    circuits.close();
    dialer.close();
    reactor.close();
  }
}
