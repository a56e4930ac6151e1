package io.whisper.rendezvous;

import io.whisper.core.state.StateStore;
import io.whisper.onion.circuit.CircuitSettings;
import io.whisper.onion.circuit.Circuits;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.service.CircuitConnector;
import io.whisper.onion.directory.service.DirectoryClient;
import io.whisper.onion.directory.service.DirectoryContext;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.link.TlsContext;
import io.whisper.onion.path.Guards;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.rendezvous.overlay.Overlay;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Puts together what an instance of {@link Whisper} runs on. */
final class Joining {
  private Joining() {}

  /** Begins to fetch the network's consensus; returns at once. */
  static Joined join(Network network, WhisperOptions options) {
    StateStore state = options.state().orElseGet(StateStore::inMemory);
    Reactor reactor =
        Reactor.create(new ReactorOptions(options.time(), options.random(), options.pool()));
    TlsContext tls = TlsContext.endpoint();
    ConsensusKeeper keeper = new ConsensusKeeper(network, reactor.time(), state.child("directory"));
    Guards guards = Guards.open(state.child("guards"), reactor.time(), reactor.random());
    Circuits circuits =
        new Circuits(
            reactor,
            new LinkDialer(reactor, tls, null),
            keeper,
            guards,
            CircuitSettings.defaults());
    DirectoryClient directory =
        DirectoryClient.ofEndpoint(
            DirectoryContext.of(reactor),
            new CircuitConnector(circuits, reactor.time()),
            network,
            keeper);
    directory.start();
    ExecutorService own = applicationThreads();
    return new Joined(
        new Overlay(reactor, keeper, circuits::open),
        circuits,
        state,
        options.executor().orElse(own),
        tls.hybrid(),
        () -> {
          directory.close();
          circuits.close();
          reactor.close();
          own.shutdown();
        });
  }

  /** Threads that are made when a listener or stage first needs them. */
  private static ExecutorService applicationThreads() {
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, "whisper-application");
          thread.setDaemon(true);
          return thread;
        });
  }
}
