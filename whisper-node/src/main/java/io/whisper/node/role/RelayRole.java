package io.whisper.node.role;

import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.state.StateStore;
import io.whisper.node.config.RelayOffer;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.circuit.CircuitSettings;
import io.whisper.onion.circuit.Circuits;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.service.CircuitConnector;
import io.whisper.onion.directory.service.DescriptorPublisher;
import io.whisper.onion.directory.service.DirectoryClient;
import io.whisper.onion.directory.service.DirectoryService;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.link.TlsContext;
import io.whisper.onion.path.Guards;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.onion.relay.OnionKeyRotation;
import io.whisper.onion.relay.Relay;
import io.whisper.onion.relay.RelayCounters;
import io.whisper.onion.relay.RelayKeys;
import io.whisper.onion.relay.RelayService;
import io.whisper.rendezvous.service.RendezvousServices;
import io.whisper.rendezvous.service.StoreDuty;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * A relay with its state directory, its keys and its loop: it serves, keeps its consensus new and
 * makes itself known to the authorities.
 */
public final class RelayRole implements AutoCloseable {
  private final Reactor reactor;
  private final Network network;
  private final RelayOffer offer;
  private final StateStore state;
  private final RelayKeys keys;
  private final Optional<EnvelopeStore> store;
  private final ConsensusKeeper keeper;
  private final Relay relay;
  private final Circuits circuits;
  private final RendezvousServices rendezvous;
  private final DirectoryClient directory;
  private final DescriptorPublisher publisher;
  private final OnionKeyRotation rotation;

  private RelayRole(
      Reactor reactor,
      Network network,
      RelayOffer offer,
      StateStore state,
      RelayKeys keys,
      Optional<EnvelopeStore> store,
      ConsensusKeeper keeper,
      Circuits circuits,
      RendezvousServices rendezvous,
      Relay relay) {
    this.reactor = reactor;
    this.network = network;
    this.offer = offer;
    this.state = state;
    this.keys = keys;
    this.store = store;
    this.keeper = keeper;
    this.circuits = circuits;
    this.rendezvous = rendezvous;
    this.relay = relay;
    CircuitConnector connector = new CircuitConnector(circuits, reactor.time());
    RoleLoop context = reactor;
    this.directory = DirectoryClient.ofRelay(context, connector, network, keeper, keys.identity());
    this.publisher = new DescriptorPublisher(context, connector, network, this::descriptor);
    this.rotation = new OnionKeyRotation(reactor, keys, state, keeper, publisher::publish);
  }

  /**
   * Starts it on a reactor, which it closes at its end. Completes when it listens; it is part of
   * the network when a consensus lists it.
   *
   * <p>Fails with a {@link io.whisper.core.envelope.EnvelopeStoreException} when the store of
   * envelopes cannot be opened.
   *
   * @throws io.whisper.core.state.StateException when another process has the state directory
   */
  public static CompletableFuture<RelayRole> start(
      Reactor reactor, Network network, Path directory, RelayOffer offer) {
    return start(reactor, network, directory, offer, UnaryOperator.identity());
  }

  /**
   * The same with another service in the place of each one: how tests make relays that lie. No
   * command and no configuration file comes here.
   */
  public static CompletableFuture<RelayRole> start(
      Reactor reactor,
      Network network,
      Path directory,
      RelayOffer offer,
      UnaryOperator<RelayService> instead) {
    StateStore state = StateStore.directory(directory);
    RelayKeys keys = RelayKeys.loadOrGenerate(state, reactor.random());
    ConsensusKeeper keeper =
        new ConsensusKeeper(network, reactor.time(), state, reactor.handshakeWorkers());
    return Closing.onFailure(
        () -> {
          Optional<EnvelopeStore> store = store(reactor, directory, offer);
          Circuits circuits = circuits(reactor, keeper);
          Optional<StoreDuty> duty =
              store.map(each -> new StoreDuty(each, to -> straight(circuits, to), keys::sign));
          RendezvousServices rendezvous = new RendezvousServices(duty);
          List<RelayService> services = new ArrayList<>(rendezvous.all());
          services.add(DirectoryService.ofRelay(keeper));
          services.replaceAll(instead);
          return Closing.onFailure(
              () ->
                  Relay.start(reactor, keys, offer.settings(), keeper, services)
                      .thenApply(
                          relay ->
                              new RelayRole(
                                      reactor,
                                      network,
                                      offer,
                                      state,
                                      keys,
                                      store,
                                      keeper,
                                      circuits,
                                      rendezvous,
                                      relay)
                                  .begin()),
              () -> store.ifPresent(EnvelopeStore::close));
        },
        reactor,
        keys,
        state);
  }

  /** Circuits of a relay, which go straight to those whom it has business with. */
  private static Circuits circuits(Reactor reactor, ConsensusKeeper keeper) {
    return new Circuits(
        reactor,
        new LinkDialer(reactor, TlsContext.relay(), null),
        keeper,
        Guards.open(StateStore.inMemory(), reactor.time(), reactor.random()),
        CircuitSettings.defaults().withCleanPerLength(0));
  }

  private static CompletableFuture<Circuit> straight(Circuits circuits, RelayEntry store) {
    return circuits.open(new CircuitRequest(store, 0, false, "hand over"));
  }

  /** A relay without the duty of a store keeps nothing for others. */
  private static Optional<EnvelopeStore> store(Reactor reactor, Path directory, RelayOffer offer) {
    return offer.duties().contains(RelayFlag.STORE)
        ? Optional.of(offer.store().open(directory, reactor.time()))
        : Optional.empty();
  }

  private RelayRole begin() {
    directory.start();
    publisher.publish();
    rotation.start();
    return this;
  }

  private byte[] descriptor(Instant published) {
    List<InetSocketAddress> addresses =
        offer.advertised().isEmpty() ? relay.addresses() : offer.advertised();
    byte[] seed = keys.seed();
    try {
      return new RelayDescriptor(
              network.id(),
              new LinkTarget(
                  keys.identity(), keys.onionKey(), keys.certificate().hash(), addresses),
              offer.settings().families(),
              offer.settings().contact(),
              offer.duties(),
              offer.weight(),
              published)
          .sign(seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /** Where it listens: the first of its addresses, with the port that was bound. */
  public InetSocketAddress address() {
    return relay.address();
  }

  /** Completes when more than half of the authorities accepted its descriptor. */
  public CompletableFuture<Void> known() {
    return publisher.known();
  }

  /** What it counted. */
  public RelayCounters counters() {
    return relay.counters();
  }

  /** What it is doing, for the control surface. */
  public Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    boolean listed = keeper.current().map(c -> c.relay(keys.identity()).isPresent()).orElse(false);
    status.put("role", "relay");
    status.putAll(NodeStatus.health(listed ? "" : "no consensus at hand lists the relay"));
    status.put("known", publisher.known().isDone());
    status.put("listed", listed);
    status.putAll(NodeStatus.consensus(keeper));
    status.put("directory", directory.trouble());
    status.put("recipients", rendezvous.recipients());
    status.put("counters", NodeStatus.counters(relay.counters()));
    rendezvous.storeStatus().ifPresent(each -> status.put("store", NodeStatus.store(each)));
    return status;
  }

  @Override
  public void close() {
    rotation.close();
    publisher.close();
    directory.close();
    circuits.close();
    relay.close();
    reactor.close();
    store.ifPresent(EnvelopeStore::close);
    keys.close();
    state.close();
  }
}
