package io.whisper.onion.relay;

import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.onion.reactor.ReactorPool;
import io.whisper.onion.reactor.ReactorPoolOptions;
import io.whisper.onion.testkit.ConsensusBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** Some relays with real sockets on loopback, all in one consensus, and a loop for clients. */
final class Relays implements AutoCloseable {

  /** One of them. */
  static final class Node {
    final RelayKeys keys;
    final TestService service;
    final Reactor reactor;
    final Relay relay;

    private Node(RelayKeys keys, TestService service, Reactor reactor, Relay relay) {
      this.keys = keys;
      this.service = service;
      this.reactor = reactor;
      this.relay = relay;
    }

    LinkTarget target() {
      return new LinkTarget(
          keys.identity(), keys.onionKey(), keys.certificate().hash(), relay.addresses());
    }

    RelayCounters counters() {
      return relay.counters();
    }

    /** Waits until the loop did what it was given before. */
    void settle() {
      RawLink.await(reactor.call(() -> true));
    }
  }

  /** Waits for what comes about by itself; no test depends on how long that takes. */
  static ConditionFactory await() {
    return Awaitility.await().pollInterval(Duration.ofMillis(5));
  }

  private final ReactorPool pool;
  private final List<Node> nodes = new ArrayList<>();
  private final @Nullable VirtualTime time;
  private final UnaryOperator<RelaySettings.Builder> settings;
  private final Reactor client;
  private volatile Optional<Consensus> consensus = Optional.empty();

  private Relays(
      int count, @Nullable VirtualTime time, UnaryOperator<RelaySettings.Builder> settings) {
    this.pool = ReactorPool.create(ReactorPoolOptions.defaults().withLoops(count + 1));
    this.time = time;
    this.settings = settings;
    this.client = Reactor.create(ReactorOptions.defaults().withPool(pool));
    for (int i = 0; i < count; i++) {
      nodes.add(start(RelayKeys.generate(new SecureRandom()), 0));
    }
    publish(targets());
  }

  static Relays start(int count) {
    return start(count, builder -> builder);
  }

  /** Relays with settings other than the usual ones. */
  static Relays start(int count, UnaryOperator<RelaySettings.Builder> settings) {
    return new Relays(count, null, settings);
  }

  /** Relays whose time passes only by {@link #pass}. */
  static Relays virtual(int count) {
    return virtual(count, builder -> builder);
  }

  /** The same with settings other than the usual ones. */
  static Relays virtual(int count, UnaryOperator<RelaySettings.Builder> settings) {
    return new Relays(count, new VirtualTime(), settings);
  }

  private Node start(RelayKeys keys, int port) {
    ReactorOptions options = ReactorOptions.defaults().withPool(pool);
    Reactor reactor = Reactor.create(time == null ? options : options.withTime(time));
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    RelaySettings.Builder builder = RelaySettings.builder(address).creates(100_000, 100_000);
    TestService service = new TestService();
    Relay relay =
        RawLink.await(
            Relay.start(
                reactor, keys, settings.apply(builder).build(), () -> consensus, List.of(service)));
    return new Node(keys, service, reactor, relay);
  }

  /** Stops a relay and starts it again with the same keys at the same port. */
  void restart(int index) {
    Node old = nodes.get(index);
    int port = old.relay.address().getPort();
    old.relay.close();
    old.reactor.close();
    nodes.set(index, start(old.keys, port));
  }

  /** Makes a consensus of these relays the live one. */
  void publish(List<LinkTarget> targets) {
    List<RelayEntry> entries =
        targets.stream()
            .map(
                target ->
                    new RelayEntry(target, Set.of(), Set.<RelayFlag>of(), 1, target.identity()))
            .toList();
    consensus =
        Optional.of(ConsensusBuilder.ofAuthorities(1, new Random(1)).relays(entries).build());
  }

  /** Lets time pass, one tick of the relays after the other. */
  void pass(Duration duration) {
    VirtualTime clock = Objects.requireNonNull(time);
    for (long tick = duration.dividedBy(RunningRelay.TICK); tick > 0; tick--) {
      clock.advance(RunningRelay.TICK);
      nodes.forEach(Node::settle);
    }
  }

  Node node(int index) {
    return nodes.get(index);
  }

  LinkTarget target(int index) {
    return nodes.get(index).target();
  }

  List<LinkTarget> targets() {
    return nodes.stream().map(Node::target).toList();
  }

  /** A new link of a client to a relay. */
  RawLink link(int index) {
    return RawLink.to(client, target(index));
  }

  /** A circuit over the first relays, on a link of its own. */
  RawCircuit circuit(int hops) {
    return RawCircuit.over(link(0), targets().subList(0, hops));
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.relay.close());
    nodes.forEach(node -> node.reactor.close());
    client.close();
    pool.close();
  }
}
