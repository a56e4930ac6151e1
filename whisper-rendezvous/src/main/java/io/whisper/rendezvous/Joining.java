package io.whisper.rendezvous;

import io.whisper.core.state.StateStore;
import io.whisper.onion.circuit.CircuitSettings;
import io.whisper.onion.circuit.Circuits;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.service.CircuitConnector;
import io.whisper.onion.directory.service.DirectoryClient;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.link.TlsContext;
import io.whisper.onion.path.Guards;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.rendezvous.overlay.Overlay;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts together what an instance of {@link Whisper} runs on, from a network and options. */
final class Joining {
  private Joining() {}

  static Joined join(Network network, WhisperOptions options) {
    ExecutorService own = options.executor().isPresent() ? null : threads();
    Reactor reactor =
        Reactor.create(new ReactorOptions(options.time(), options.random(), options.pool()));
    WatchedStore state =
        new WatchedStore(
            options.state().orElseGet(StateStore::inMemory),
            reactor.time(),
            options.state().isPresent());
    try {
      LinkDialer dialer = new LinkDialer(reactor, TlsContext.endpoint(), null);
      ConsensusKeeper keeper =
          new ConsensusKeeper(
              network, reactor.time(), state.child("directory"), reactor.handshakeWorkers());
      Guards guards = Guards.open(state.child("guards"), reactor.time(), reactor.random());
      Circuits circuits = new Circuits(reactor, dialer, keeper, guards, CircuitSettings.defaults());
      DirectoryClient directory =
          DirectoryClient.ofEndpoint(
              reactor, new CircuitConnector(circuits, reactor.time()), network, keeper);
      directory.start();
      Runnable closing =
          () -> {
            directory.close();
            circuits.close();
            dialer.close();
            reactor.close();
            if (own != null) {
              own.shutdown();
            }
          };
      return new Joined(
          new Overlay(reactor, keeper, circuits::open),
          news(keeper, directory),
          circuits,
          state,
          own == null ? options.executor().orElseThrow() : own,
          dialer.hybrid(),
          closing);
    } catch (RuntimeException | Error failure) {
      reactor.close();
      throw failure;
    }
  }

  private static ConsensusNews news(ConsensusKeeper keeper, DirectoryClient directory) {
    return new ConsensusNews() {
      @Override
      public String trouble() {
        return directory.trouble();
      }

      @Override
      public boolean inVain() {
        return directory.inVain();
      }

      @Override
      public void listen(Runnable listener) {
        keeper.listen(consensus -> listener.run());
        directory.listen(listener);
      }
    };
  }

  /** Threads that end with the process and when they have nothing to do. */
  private static ExecutorService threads() {
    AtomicInteger number = new AtomicInteger();
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, "whisper-listener-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
