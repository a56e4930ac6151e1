package io.whisper.onion.relay;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.link.LinkServer;
import io.whisper.onion.link.TlsContext;
import io.whisper.onion.reactor.Reactor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A relay: it accepts links, makes circuits, passes their cells on, and serves those that end here.
 *
 * <p>Thread-safe; everything else of the relay is confined to its reactor's loop. See
 * docs/protocol.md, section 7.4.
 */
public final class Relay implements AutoCloseable {

  private final Reactor reactor;
  private final RunningRelay running;
  private final Bytes32 identity;
  private final List<LinkServer> servers = new CopyOnWriteArrayList<>();

  private Relay(Reactor reactor, RunningRelay running) {
    this.reactor = reactor;
    this.running = running;
    this.identity = running.identity();
  }

  /**
   * Starts a relay. The future completes when it listens at all of its addresses, and fails when it
   * cannot listen at one of them.
   *
   * @param reactor the loop that the relay lives on; not closed with it
   * @param keys the relay's keys; not closed with it
   * @param consensus where targets of extensions are looked up; may be empty still
   * @param services the duties beside passing cells on
   * @throws IllegalArgumentException when two services want one relay command
   * @throws io.whisper.onion.link.LinkException when netty-tcnative does not load here
   */
  public static CompletableFuture<Relay> start(
      Reactor reactor,
      RelayKeys keys,
      RelaySettings settings,
      ConsensusSource consensus,
      List<RelayService> services) {
    TlsContext tls = TlsContext.relay();
    LinkDialer dialer = new LinkDialer(reactor, tls, keys.certificate());
    RunningRelay running = new RunningRelay(reactor, keys, settings, consensus, dialer, services);
    Relay relay = new Relay(reactor, running);
    CompletableFuture<Relay> started = new CompletableFuture<>();
    reactor.execute(
        () -> {
          running.start();
          relay.listen(tls, keys, settings, 0, started);
        });
    return started;
  }

  private void listen(
      TlsContext tls,
      RelayKeys keys,
      RelaySettings settings,
      int next,
      CompletableFuture<Relay> started) {
    if (next == settings.addresses().size()) {
      started.complete(this);
      return;
    }
    RunningRelay.when(
        LinkServer.bind(
            reactor,
            tls,
            keys.certificate(),
            settings.addresses().get(next),
            running.links(),
            settings.links()),
        (server, failure) -> {
          if (server == null) {
            close();
            started.completeExceptionally(
                failure == null ? new IllegalStateException("not bound") : failure);
          } else {
            servers.add(server);
            listen(tls, keys, settings, next + 1, started);
          }
        });
  }

  /** Where it listens: the first of its addresses, with the port that was bound. */
  public InetSocketAddress address() {
    return servers.get(0).address();
  }

  /** Where it listens, in the order of its settings. */
  public List<InetSocketAddress> addresses() {
    return servers.stream().map(LinkServer::address).toList();
  }

  /** Its public identity key. */
  public Bytes32 identity() {
    return identity;
  }

  /** What it counted so far. */
  public RelayCounters counters() {
    return running.counters();
  }

  /** Stops listening and ends every circuit and link. */
  @Override
  public void close() {
    reactor.execute(
        () -> {
          servers.forEach(LinkServer::close);
          running.close();
        });
  }
}
