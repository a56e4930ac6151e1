package io.whisper.onion.testkit;

import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.circuit.CircuitSettings;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.onion.reactor.ReactorPool;
import io.whisper.onion.relay.Relay;
import io.whisper.onion.relay.RelayKeys;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.RelaySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Relays with real sockets on loopback under one fixed, signed consensus, all in this process.
 *
 * <pre>
 * try (TestNetwork network = TestNetwork.start(8)) {
 *   TestEndpoint endpoint = network.endpoint();
 *   ...
 * }
 * </pre>
 *
 * <p>Every relay has all flags, the same weight, and an {@link EchoService}.
 */
public final class TestNetwork implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final Builder settings;
  private final ReactorPool pool = ReactorPool.create();
  private final ConsensusBuilder authorities = newAuthorities();
  private final List<Node> nodes = new ArrayList<>();
  private final List<TestEndpoint> endpoints = new ArrayList<>();
  private final List<EndpointTaps> endpointTaps = new ArrayList<>();
  private volatile Optional<Consensus> consensus = Optional.empty();

  private TestNetwork(Builder settings) {
    this.settings = settings;
    for (int i = 0; i < settings.relays; i++) {
      nodes.add(run(i, RelayKeys.generate(settings.random), new EchoService(), 0));
    }
    List<RelayEntry> entries = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      entries.add(settings.listing.apply(i, entryOf(nodes.get(i), nodes.get(i).addresses())));
    }
    consensus =
        Optional.of(authorities.relays(entries).validAfter(reactor(0).time().now()).build());
  }

  /** The same ones each time. */
  private static ConsensusBuilder newAuthorities() {
    return ConsensusBuilder.ofAuthorities(3, new SeededRandom(1));
  }

  /** A network of this many relays on the machine's time. */
  public static TestNetwork start(int relays) {
    return builder(relays).start();
  }

  /** A network that is to be other than the usual. */
  public static Builder builder(int relays) {
    return new Builder(relays);
  }

  /** The consensus that all relays and endpoints go by. */
  public Consensus consensus() {
    return consensus.orElseThrow();
  }

  /** Makes a consensus on the same relays, voted on at that moment, the one that all go by. */
  public void vote(Instant validAfter) {
    consensus = Optional.of(authorities.validAfter(validAfter).build());
    endpointTaps.forEach(own -> own.vote(validAfter));
  }

  /** The network whose authorities signed it. */
  public Network network() {
    return authorities.network();
  }

  /** A relay, counted from 0. */
  public Relay relay(int index) {
    return nodes.get(index).relay;
  }

  /** The loop of a relay. */
  public Reactor reactor(int index) {
    return nodes.get(index).reactor;
  }

  /** What the consensus says of a relay. */
  public RelayEntry entry(int index) {
    return consensus().relay(nodes.get(index).keys.identity()).orElseThrow();
  }

  /** The signature of a relay's identity. */
  public byte[] sign(int index, byte[] message) {
    return nodes.get(index).keys.sign(message);
  }

  /** The test service of a relay. */
  public EchoService echo(int index) {
    return nodes.get(index).echo;
  }

  /** The tap on all links that lead to a relay; the network was built {@link Builder#tapped}. */
  public WireTap tap(int index) {
    return Objects.requireNonNull(nodes.get(index).tap, "the network is not tapped");
  }

  /** New taps for the links of one endpoint, straight before the relays; end with the network. */
  public EndpointTaps tapEndpoint() {
    List<WireTap> taps = new ArrayList<>();
    List<RelayEntry> entries = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      WireTap tap = tap(nodes.get(i).relay);
      taps.add(tap);
      entries.add(settings.listing.apply(i, entryOf(nodes.get(i), List.of(tap.address()))));
    }
    Instant validAfter = consensus().validAfter();
    EndpointTaps own =
        new EndpointTaps(taps, newAuthorities().relays(entries).validAfter(validAfter));
    endpointTaps.add(own);
    return own;
  }

  /** The number of relays. */
  public int size() {
    return nodes.size();
  }

  /** Which relay has this entry. */
  public int indexOf(RelayEntry entry) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).keys.identity().equals(entry.identity())) {
        return i;
      }
    }
    throw new IllegalArgumentException("no relay of this network");
  }

  /** Ends a relay; the consensus goes on listing it. */
  public void stop(int index) {
    Node node = nodes.get(index);
    node.relay.close();
    node.reactor.close();
  }

  /** Starts a relay that was stopped, with its keys and at its port. */
  public void restart(int index) {
    Node old = nodes.get(index);
    nodes.set(index, run(index, old.keys, old.echo, old.relay.address().getPort()));
  }

  /** A new endpoint without state; it ends with the network. */
  public TestEndpoint endpoint() {
    return endpoint(StateStore.inMemory(), CircuitSettings.defaults());
  }

  /** A new endpoint with this state and these settings. */
  public TestEndpoint endpoint(StateStore store, CircuitSettings circuits) {
    return endpoint(() -> consensus, store, circuits);
  }

  /** A new endpoint that never learns of the consensus. */
  public TestEndpoint endpointWithoutConsensus() {
    return endpoint(Optional::empty, StateStore.inMemory(), CircuitSettings.defaults());
  }

  /** A new endpoint that goes by a consensus of its own. */
  public TestEndpoint endpoint(ConsensusSource source, StateStore store, CircuitSettings circuits) {
    TestEndpoint endpoint = new TestEndpoint(newReactor(), source, store, circuits);
    endpoints.add(endpoint);
    return endpoint;
  }

  /**
   * Waits until nothing goes on any more at the relays and the endpoints, nor on any link between
   * them: from then on only time can make anything happen. Links that are tapped are not looked at.
   *
   * @param others whether whoever else acts on them, such as an application, has nothing to do
   */
  public void settle(BooleanSupplier others) {
    new Stillness(reactors(), others).await();
  }

  /** Waits only until every loop has done what it was given so far: for when a worker is held. */
  public void turnLoops() {
    reactors().stream()
        .map(reactor -> reactor.call(() -> true))
        .toList()
        .forEach(TestNetwork::await);
  }

  private List<Reactor> reactors() {
    return Stream.concat(
            nodes.stream().map(Node::reactor), endpoints.stream().map(TestEndpoint::reactor))
        .toList();
  }

  /** Waits for a future, with a bound that only a hang reaches. */
  public static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(failed.getCause());
    } catch (TimeoutException hangs) {
      throw new AssertionError("nothing came for " + PATIENCE_SECONDS + " s", hangs);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  @Override
  public void close() {
    endpoints.forEach(TestEndpoint::close);
    nodes.forEach(node -> node.relay.close());
    nodes.forEach(node -> node.reactor.close());
    pool.close();
    nodes.forEach(node -> node.keys.close());
    nodes.forEach(Node::closeTap);
    endpointTaps.forEach(EndpointTaps::close);
  }

  /** A loop for a relay, its own where relays are to be frozen. */
  private Reactor relayReactor() {
    return settings.ownLoops
        ? Reactor.create(new ReactorOptions(settings.time, settings.random, null))
        : newReactor();
  }

  /**
   * Stops the loop of a relay, whose connections stand, until the returned task is run. The network
   * was built with {@link Builder#ownLoops}.
   */
  public Runnable freeze(int index) {
    if (!settings.ownLoops) {
      throw new IllegalStateException("relays share loops with others");
    }
    CountDownLatch thawed = new CountDownLatch(1);
    nodes
        .get(index)
        .reactor
        .execute(
            () -> {
              try {
                if (!thawed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                  throw new AssertionError("nobody thawed the relay");
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    return thawed::countDown;
  }

  private Node run(int index, RelayKeys keys, EchoService echo, int port) {
    Reactor reactor = relayReactor();
    List<RelayService> services = new ArrayList<>(settings.services.apply(index));
    services.add(echo);
    InetSocketAddress address = new InetSocketAddress(settings.address, port);
    RelaySettings.Builder builder = RelaySettings.builder(address).creates(100_000, 100_000);
    Relay relay =
        await(
            Relay.start(
                reactor,
                keys,
                settings.relaySettings.apply(builder).build(),
                () -> consensus,
                services));
    return new Node(keys, echo, reactor, relay, settings.tapped ? tap(relay) : null);
  }

  private static WireTap tap(Relay relay) {
    try {
      return WireTap.before(relay.address());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reactor newReactor() {
    return Reactor.create(
        new ReactorOptions(settings.time, settings.random, pool, settings.ticker));
  }

  private static RelayEntry entryOf(Node node, List<InetSocketAddress> addresses) {
    LinkTarget target =
        new LinkTarget(
            node.keys.identity(), node.keys.onionKey(), node.keys.certificate().hash(), addresses);
    return new RelayEntry(
        target, Set.of(), EnumSet.allOf(RelayFlag.class), 1000, node.keys.identity());
  }

  private record Node(
      RelayKeys keys, EchoService echo, Reactor reactor, Relay relay, @Nullable WireTap tap) {
    List<InetSocketAddress> addresses() {
      return tap == null ? relay.addresses() : List.of(tap.address());
    }

    void closeTap() {
      if (tap != null) {
        try {
          tap.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** What a network is to be; every method returns this builder. */
  public static final class Builder {
    private final int relays;
    private final SecureRandom random = new SecureRandom();
    private @Nullable TimeSource time;
    private @Nullable LongSupplier ticker;
    private boolean ownLoops;
    private Function<Integer, List<RelayService>> services = index -> List.of();
    private UnaryOperator<RelaySettings.Builder> relaySettings = builder -> builder;
    private BiFunction<Integer, RelayEntry, RelayEntry> listing = (index, entry) -> entry;
    private boolean tapped;
    private InetAddress address = InetAddress.getLoopbackAddress();

    private Builder(int relays) {
      this.relays = relays;
    }

    /** The time of all relays and endpoints; the machine's by default. */
    public Builder time(TimeSource value) {
      time = value;
      return this;
    }

    /** The ticker of all endpoints; the machine's by default. */
    public Builder ticker(LongSupplier value) {
      ticker = value;
      return this;
    }

    /** Gives each relay a loop of its own, so that it can be frozen. */
    public Builder ownLoops() {
      ownLoops = true;
      return this;
    }

    /** What the relay with a number serves beside the test service; nothing by default. */
    public Builder services(Function<Integer, List<RelayService>> value) {
      services = value;
      return this;
    }

    /** Where all relays listen; the usual loopback address by default. */
    public Builder address(InetAddress value) {
      address = value;
      return this;
    }

    /** Puts a tap on the way to every relay. */
    public Builder tapped() {
      tapped = true;
      return this;
    }

    /** Changes the settings of the relays. */
    public Builder relaySettings(UnaryOperator<RelaySettings.Builder> value) {
      relaySettings = value;
      return this;
    }

    /** Changes what the consensus says of the relay with a number. */
    public Builder listing(BiFunction<Integer, RelayEntry, RelayEntry> value) {
      listing = value;
      return this;
    }

    /** Starts it; done when all relays listen. */
    public TestNetwork start() {
      return new TestNetwork(this);
    }
  }
}
