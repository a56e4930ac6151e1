package io.whisper.onion.directory.authority;

import io.whisper.core.state.StateStore;
import io.whisper.onion.circuit.CircuitSettings;
import io.whisper.onion.circuit.Circuits;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.service.CircuitConnector;
import io.whisper.onion.directory.service.DirectoryService;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.link.TlsContext;
import io.whisper.onion.path.Guards;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.relay.Relay;
import io.whisper.onion.relay.RelayKeys;
import io.whisper.onion.relay.RelaySettings;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A directory authority: a relay that no consensus lists, which collects descriptors, probes
 * relays, votes with the other authorities, signs and hands out the consensus. Thread-safe. See
 * docs/protocol.md, section 8.
 */
public final class Authority implements AutoCloseable {
  private static final String VOTING = "voting";
  private static final String DIRECTORY = "directory";

  private final Reactor reactor;
  private final Relay relay;
  private final ConsensusKeeper keeper;
  private final AuthorityWork work;
  private final Circuits circuits;
  private final byte[] seed;

  private Authority(
      Reactor reactor,
      Relay relay,
      ConsensusKeeper keeper,
      AuthorityWork work,
      Circuits circuits,
      byte[] seed) {
    this.reactor = reactor;
    this.relay = relay;
    this.keeper = keeper;
    this.work = work;
    this.circuits = circuits;
    this.seed = seed;
  }

  /**
   * Starts the authority of {@code network} that has {@code keys}. The future completes when it
   * listens; it takes up its place in the present round or joins the next.
   *
   * @param reactor the loop that it lives on; not closed with it
   * @param keys its keys; not closed with it
   * @param settings where it listens, and its limits
   * @param store where votes, consensus and what it knows of relays are kept
   * @throws IllegalArgumentException when the network file names no authority with these keys
   */
  public static CompletableFuture<Authority> start(
      Reactor reactor, Network network, RelayKeys keys, RelaySettings settings, StateStore store) {
    check(network, keys);
    DiskQueue disk = new DiskQueue(reactor);
    ConsensusKeeper keeper =
        new ConsensusKeeper(network, reactor.time(), store.child(DIRECTORY), disk);
    // Its own circuits are as an endpoint's: who is probed or asked need not know by whom.
    LinkDialer dialer = new LinkDialer(reactor, TlsContext.relay(), null);
    Guards none = Guards.open(StateStore.inMemory(), reactor.time(), reactor.random());
    Circuits circuits =
        new Circuits(
            reactor, dialer, keeper, none, CircuitSettings.defaults().withCleanPerLength(0));
    byte[] seed = keys.seed();
    AuthorityWork work =
        new AuthorityWork(
            network,
            keys.identity(),
            seed,
            keeper,
            new CircuitConnector(circuits, reactor.time()),
            store.child(VOTING));
    return Relay.start(
            reactor, keys, settings, keeper, List.of(DirectoryService.ofAuthority(keeper, work)))
        .thenApply(relay -> new Authority(reactor, relay, keeper, work, circuits, seed));
  }

  private static void check(Network network, RelayKeys keys) {
    AuthorityEntry entry =
        network
            .authority(keys.identity())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the network file names no authority with the identity of these keys"));
    LinkTarget target = entry.target();
    if (!target.onionKey().equals(keys.onionKey())
        || !target.certificateHash().equals(keys.certificate().hash())) {
      throw new IllegalArgumentException(
          "the onion key or certificate of authority "
              + entry.name()
              + " is not the one that the network file names");
    }
  }

  /** Where it listens: the first of its addresses, with the port that was bound. */
  public InetSocketAddress address() {
    return relay.address();
  }

  /** The relay that it is. */
  public Relay relay() {
    return relay;
  }

  /** The consensus that it holds. */
  public ConsensusKeeper consensus() {
    return keeper;
  }

  @Override
  public void close() {
    reactor.execute(
        () -> {
          work.close();
          circuits.close();
          Arrays.fill(seed, (byte) 0);
        });
    relay.close();
  }
}
