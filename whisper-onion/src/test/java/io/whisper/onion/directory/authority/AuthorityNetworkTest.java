package io.whisper.onion.directory.authority;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.circuit.CircuitSettings;
import io.whisper.onion.circuit.Circuits;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.ExcludedAuthority;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.NetworkParameter;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.SharedRandom;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.onion.directory.service.CircuitConnector;
import io.whisper.onion.directory.service.DescriptorPublisher;
import io.whisper.onion.directory.service.DirectoryClient;
import io.whisper.onion.directory.service.DirectoryService;
import io.whisper.onion.directory.service.Outcome;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.link.TlsContext;
import io.whisper.onion.path.Guards;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.onion.reactor.ReactorPool;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.onion.relay.Relay;
import io.whisper.onion.relay.RelayKeys;
import io.whisper.onion.relay.RelaySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Authorities, relays and an endpoint over real sockets, voting every four seconds. */
final class AuthorityNetworkTest {
  private static final int AUTHORITIES = 3;
  private static final int RELAYS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final SecureRandom random = new SecureRandom();
  private final ReactorPool pool = ReactorPool.create();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final List<RelayKeys> authorityKeys = new ArrayList<>();
  private final List<StateStore> stores = new ArrayList<>();
  private final List<Authority> authorities = new ArrayList<>();
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private TimeSource time = TimeSource.system(scheduler);

  AuthorityNetworkTest() {
    opened.push(pool);
  }

  @AfterEach
  void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
    scheduler.shutdownNow();
  }

  private <T extends AutoCloseable> T closing(T part) {
    opened.push(part);
    return part;
  }

  private Reactor reactor() {
    return closing(Reactor.create(ReactorOptions.defaults().withPool(pool).withTime(time)));
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  private static LinkTarget target(RelayKeys keys, InetSocketAddress address) {
    return new LinkTarget(
        keys.identity(), keys.onionKey(), keys.certificate().hash(), List.of(address));
  }

  private Network network() throws IOException {
    return network(NetworkParameter.PERIOD_MINUTES, NetworkParameter.PERIOD_MINUTES.standard());
  }

  private Network network(NetworkParameter parameter, long value) throws IOException {
    List<AuthorityEntry> entries = new ArrayList<>();
    for (int i = 0; i < AUTHORITIES; i++) {
      RelayKeys keys = closing(RelayKeys.generate(random));
      authorityKeys.add(keys);
      entries.add(new AuthorityEntry("a" + i, target(keys, freeAddress())));
    }
    return Network.of(
        entries,
        NetworkParameters.STANDARD
            .with(NetworkParameter.VOTE_INTERVAL_SECONDS, 4)
            .with(NetworkParameter.RELAX_ADDRESS_BLOCKS, 1)
            .with(parameter, value));
  }

  private void startAuthority(Network network, int index) throws Exception {
    AuthorityEntry entry = network.authorities().get(index);
    RelaySettings settings = RelaySettings.builder(entry.target().addresses().get(0)).build();
    StateStore store = StateStore.inMemory();
    stores.add(store);
    authorities.add(
        closing(
            Authority.start(reactor(), network, authorityKeys.get(index), settings, store)
                .get(30, SECONDS)));
  }

  private DirectoryNode node(Network network) {
    Reactor reactor = reactor();
    ConsensusKeeper keeper = new ConsensusKeeper(network, reactor.time(), StateStore.inMemory());
    LinkDialer dialer = new LinkDialer(reactor, TlsContext.relay(), null);
    Guards guards = Guards.open(StateStore.inMemory(), reactor.time(), random);
    Circuits circuits =
        closing(
            new Circuits(
                reactor, dialer, keeper, guards, CircuitSettings.defaults().withCleanPerLength(0)));
    return new DirectoryNode(
        reactor, keeper, reactor, new CircuitConnector(circuits, reactor.time()));
  }

  /** What a relay or an endpoint does its directory work with. */
  private record DirectoryNode(
      Reactor reactor, ConsensusKeeper keeper, RoleLoop context, CircuitConnector connector) {}

  private void startRelay(Network network) throws Exception {
    DirectoryNode node = node(network);
    RelayKeys keys = closing(RelayKeys.generate(random));
    RelaySettings settings =
        RelaySettings.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).build();
    Relay relay =
        closing(
            Relay.start(
                    node.reactor,
                    keys,
                    settings,
                    node.keeper,
                    List.of(DirectoryService.ofRelay(node.keeper)))
                .get(30, SECONDS));
    LinkTarget target = target(keys, relay.address());
    DescriptorPublisher publisher =
        closing(
            new DescriptorPublisher(
                node.context,
                node.connector,
                network,
                moment -> sign(network, keys, target, moment)));
    publisher.publish();
    closing(
            DirectoryClient.ofRelay(
                node.context, node.connector, network, node.keeper, keys.identity()))
        .start();
  }

  private static byte[] sign(Network network, RelayKeys keys, LinkTarget target, Instant moment) {
    byte[] seed = keys.seed();
    byte[] document =
        new RelayDescriptor(network.id(), target, Set.of(), "", RelayFlag.OFFERABLE, 100, moment)
            .sign(seed);
    Arrays.fill(seed, (byte) 0);
    return document;
  }

  private void awaitNewConsensus(ConsensusKeeper keeper, Instant after, int signers) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                keeper
                    .current()
                    .filter(consensus -> consensus.validAfter().isAfter(after))
                    .filter(consensus -> consensus.relays().size() == RELAYS)
                    .filter(consensus -> consensus.signers().size() == signers)
                    .isPresent());
  }

  @Test
  void aNetworkFormsLosesAuthoritiesAndGoesOn() throws Exception {
    Network network = network();
    for (int i = 0; i < AUTHORITIES; i++) {
      startAuthority(network, i);
    }
    for (int i = 0; i < RELAYS; i++) {
      startRelay(network);
    }
    awaitNewConsensus(authorities.get(0).consensus(), Instant.EPOCH, AUTHORITIES);
    Consensus first = authorities.get(0).consensus().current().orElseThrow();
    assertThat(first.relays())
        .allSatisfy(
            relay -> assertThat(relay.flags()).containsExactlyInAnyOrder(RelayFlag.values()));
    assertThat(first.excluded()).isEmpty();

    DirectoryNode endpoint = node(network);
    DirectoryClient client =
        closing(
            DirectoryClient.ofEndpoint(
                endpoint.context, endpoint.connector, network, endpoint.keeper));
    client.start();
    assertThat(client.first().get(60, SECONDS).validAfter()).isAfterOrEqualTo(first.validAfter());
    // The next one comes over a guard, from a relay.
    awaitNewConsensus(
        endpoint.keeper, endpoint.keeper.current().orElseThrow().validAfter(), AUTHORITIES);

    authorities.get(1).close();
    Instant oneLost = Instant.ofEpochSecond(endpoint.reactor.time().now().getEpochSecond());
    awaitNewConsensus(endpoint.keeper, oneLost, AUTHORITIES - 1);

    authorities.get(2).close();
    Consensus held = endpoint.keeper.current().orElseThrow();
    assertThat(held.validUntil()).isAfter(held.validAfter().plus(Duration.ofHours(23)));
    assertThat(endpoint.keeper.current()).isPresent();
  }

  @Test
  void anAuthorityThatTellsTheOthersDifferentThingsIsExcludedAndNamed() throws Exception {
    Network network = network();
    startAuthority(network, 0);
    startAuthority(network, 1);
    DirectoryNode liar = node(network);
    RoundTimes times = RoundTimes.of(network);
    liar.reactor.execute(() -> lie(network, times, liar));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                authorities.stream()
                    .map(authority -> authority.consensus().current())
                    .allMatch(
                        consensus ->
                            consensus
                                .filter(
                                    found ->
                                        found
                                            .excluded()
                                            .equals(
                                                List.of(
                                                    new ExcludedAuthority(
                                                        "a2", authorityKeys.get(2).identity()))))
                                .isPresent()));
    assertThat(authorities.get(0).consensus().current().orElseThrow().signers()).hasSize(2);
  }

  /** Tells each authority that the third cast another vote, at the beginning of every round. */
  private void lie(Network network, RoundTimes times, DirectoryNode liar) {
    Instant now = liar.reactor.time().now();
    Instant round = times.next(times.roundOf(now));
    liar.reactor
        .time()
        .after(
            Duration.between(now, round.plusMillis(50)),
            () -> {
              for (int i = 0; i < 2; i++) {
                Vote vote = Vote.read(new byte[] {(byte) i}, network);
                byte[] seed = authorityKeys.get(2).seed();
                SignedHeader header =
                    SignedHeader.sign(
                        new VoteHeader(
                            network.id(), authorityKeys.get(2).identity(), round, vote.digest()),
                        seed);
                byte[] message = AuthorityMessage.announce(header, vote);
                Outcome.of(
                    liar.connector
                        .direct(network.authorities().get(i).target())
                        .thenCompose(
                            conversation ->
                                conversation
                                    .tell(message)
                                    .whenComplete((told, failure) -> conversation.close())),
                    (told, failure) -> {});
              }
              lie(network, times, liar);
            });
  }

  @Test
  void authoritiesDrawARandomValueWithinAPeriodOfAMinute() throws Exception {
    VirtualTime clock = new VirtualTime();
    time = clock;
    Network network = network(NetworkParameter.PERIOD_MINUTES, 1);
    // All are there before the first round begins, and with it a period.
    clock.advance(Duration.ofMinutes(1).minusSeconds(1));
    for (int i = 0; i < AUTHORITIES; i++) {
      startAuthority(network, i);
    }
    clock.advance(Duration.ofSeconds(1));
    TimePeriod first = TimePeriod.at(clock.now(), 1);
    assertThat(clock.now()).isEqualTo(first.start());

    Consensus ended = vote(clock, network);
    assertThat(ended.sharedRandom()).isEqualTo(SharedRandom.fixed(network.id(), first.number()));
    while (clock.now().isBefore(first.end())) {
      ended = vote(clock, network);
    }
    assertThat(ended.period()).isEqualTo(first);
    assertThat(ended.random().shares())
        .hasSize(AUTHORITIES)
        .allSatisfy(share -> assertThat(share.reveal()).isNotNull());

    Consensus next = vote(clock, network);
    assertThat(next.period()).isEqualTo(first.next());
    assertThat(next.previousSharedRandom()).isEqualTo(ended.sharedRandom());
    assertThat(next.sharedRandom())
        .isEqualTo(ended.random().at(network.id(), first.next().number()).value())
        .isNotEqualTo(SharedRandom.fixed(network.id(), first.next().number()));
  }

  /**
   * Lets the round pass that begins now, and gives its consensus. Time goes on only when every
   * authority has heard what it is to hear by then.
   */
  private Consensus vote(VirtualTime clock, Network network) {
    RoundTimes times = RoundTimes.of(network);
    Instant round = clock.now();
    pass(
        clock,
        round,
        () -> IntStream.range(0, AUTHORITIES).allMatch(i -> heardAll(network, i, round)));
    pass(
        clock,
        times.signing(round),
        () -> authorities.stream().allMatch(authority -> holds(authority, round)));
    pass(clock, times.next(round), () -> true);
    return authorities.get(0).consensus().current().orElseThrow();
  }

  /** Lets time pass until then, and waits, time standing still, for what comes of that. */
  private static void pass(VirtualTime clock, Instant moment, BooleanSupplier done) {
    clock.advance(Duration.between(clock.now(), moment));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              clock.runDue();
              return done.getAsBoolean();
            });
  }

  /** Whether all votes of the round count, by the journal that the authority keeps of it. */
  private boolean heardAll(Network network, int index, Instant round) {
    return new RoundJournal(stores.get(index).child("voting"))
        .replay(
            network, authorityKeys.get(index).identity(), authorityKeys.get(index).seed(), round)
        .filter(replayed -> replayed.voters().size() == AUTHORITIES)
        .isPresent();
  }

  private static boolean holds(Authority authority, Instant round) {
    return authority
        .consensus()
        .current()
        .filter(consensus -> consensus.validAfter().equals(round))
        .filter(consensus -> consensus.signers().size() == AUTHORITIES)
        .isPresent();
  }

  @Test
  void keysThatTheNetworkFileDoesNotNameAreRefused() throws Exception {
    Network network = network();
    RelayKeys stranger = closing(RelayKeys.generate(random));
    RelaySettings settings = RelaySettings.builder(freeAddress()).build();
    Reactor reactor = reactor();
    assertThatThrownBy(
            () -> Authority.start(reactor, network, stranger, settings, StateStore.inMemory()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("names no authority");
    StateStore store = StateStore.inMemory();
    authorityKeys.get(0).save(store);
    byte[] changed = store.read("relay-keys").orElseThrow();
    changed[40] ^= 1;
    store.write("relay-keys", changed);
    RelayKeys turned = RelayKeys.load(store).orElseThrow();
    assertThatThrownBy(
            () -> Authority.start(reactor, network, turned, settings, StateStore.inMemory()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a0");
    turned.close();
  }
}
