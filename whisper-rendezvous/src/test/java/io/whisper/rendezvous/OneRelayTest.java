package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.ObjectGraph;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.circuit.CircuitSettings;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.testkit.ConsensusBuilder;
import io.whisper.onion.testkit.TestEndpoint;
import io.whisper.onion.testkit.TestNetwork;
import io.whisper.rendezvous.descriptor.PresenceDocument;
import io.whisper.rendezvous.descriptor.PresencePoint;
import io.whisper.rendezvous.fake.WatchedService;
import io.whisper.rendezvous.lookup.FoundPresence;
import io.whisper.rendezvous.lookup.PresenceLookup;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.service.RendezvousServices;
import io.whisper.rendezvous.service.StoreDuty;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What one relay in one role can know: everything that can be reached from a relay in memory is
 * looked at after each message that one of its services got, while a sender and a hidden recipient
 * exchange a message and hold a session, and all that was logged meanwhile.
 *
 * <p>Each role has relays of its own, so that what a role sees can be told from what another sees.
 * Who is at the other end of a connection is known by its port: all of them are on one machine.
 */
@SuppressWarnings("FutureReturnValueIgnored") // None is: call() answers the one that is composed.
class OneRelayTest {
  private static final Set<Integer> SENDERS_GUARDS = Set.of(0, 1);
  private static final Set<Integer> RECIPIENTS_GUARDS = Set.of(2, 3);
  private static final int INTRODUCTION_POINT = 4;
  private static final int MEETING_POINT = 5;
  private static final Set<Integer> STORES = Set.of(6, 7, 8);
  private static final int RELAYS = 13;
  private static final byte[] SECRET = text("the words that are nobody else's business");

  private final Map<Integer, Set<Integer>> portsSeen = new ConcurrentHashMap<>();
  private final Map<Integer, Set<String>> known = new ConcurrentHashMap<>();
  private volatile Map<String, byte[]> things = Map.of();

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final PrintStream standardError = System.err;
  private final List<Whisper> open = new ArrayList<>();
  private TestNetwork network;

  @BeforeEach
  void start() {
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    network =
        TestNetwork.builder(RELAYS)
            .listing((index, entry) -> withFlags(entry, flags(index)))
            .services(this::services)
            .start();
  }

  @AfterEach
  void stop() {
    open.forEach(Whisper::close);
    network.close();
    executor.shutdownNow();
    System.setErr(standardError);
    standardError.print(logged.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aSenderBehindTwoRelaysAndItsRecipientAreNeverSeenByOneRelay() {
    Side sender = new Side(SENDERS_GUARDS, 1);
    Side recipient = new Side(RECIPIENTS_GUARDS, 1);
    exchange(sender, recipient, HopRange.exactly(2));

    assertThat(whoSaw(sender)).isNotEmpty().isSubsetOf(SENDERS_GUARDS);
    assertThat(whoSaw(recipient)).isNotEmpty().isSubsetOf(RECIPIENTS_GUARDS);
    eachRoleKnowsItsOwnThingsOnly();
  }

  @Test
  void aSenderWithoutIntermediariesIsSeenByWhomItReachesButNeverTogetherWithItsRecipient() {
    // So heavy that the sender meets nobody anywhere else.
    Side sender = new Side(SENDERS_GUARDS, 1L << 39);
    Side recipient = new Side(RECIPIENTS_GUARDS, 1);
    exchange(sender, recipient, HopRange.exactly(0));

    Set<Integer> reached = new HashSet<>(STORES);
    reached.add(INTRODUCTION_POINT);
    reached.add(MEETING_POINT);
    assertThat(whoSaw(sender))
        .contains(INTRODUCTION_POINT, MEETING_POINT)
        .containsAnyElementsOf(STORES);
    reached.addAll(SENDERS_GUARDS);
    assertThat(whoSaw(sender)).isSubsetOf(reached);
    assertThat(whoSaw(recipient)).isNotEmpty().isSubsetOf(RECIPIENTS_GUARDS);
    eachRoleKnowsItsOwnThingsOnly();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aRelayForgetsWhoIsGone(int hops) {
    Side sender = new Side(SENDERS_GUARDS, 1L << 39);
    Side recipient = new Side(RECIPIENTS_GUARDS, 1);
    exchange(sender, recipient, HopRange.exactly(hops));
    Set<Integer> ports = sender.ports();
    assertThat(ports).isNotEmpty();
    sender.whisper.close();
    Awaitility.await().until(() -> connected(ports).isEmpty());
    assertThat(remembering(ports)).isEmpty();
  }

  private void eachRoleKnowsItsOwnThingsOnly() {
    assertThat(whoKnew("introduction key")).containsExactly(INTRODUCTION_POINT);
    assertThat(whoKnew("tag")).isNotEmpty().isSubsetOf(STORES);
    assertThat(whoKnew("blinded key")).isNotEmpty().isSubsetOf(STORES);
    assertThat(whoKnew("recipient's address")).isEmpty();
    assertThat(whoKnew("sender's address")).isEmpty();
    assertThat(whoKnew("content")).isEmpty();
    assertThat(whoKnew("handshake key")).isEmpty();
    String log = logged.toString(StandardCharsets.UTF_8);
    assertThat(log).doesNotContain("127.0.0.1", ".whisper", text(SECRET));
    things
        .values()
        .forEach(thing -> assertThat(log).doesNotContain(HexFormat.of().formatHex(thing)));
  }

  /** A message with a reply, and a session with messages both ways that stays open. */
  private void exchange(Side sender, Side recipient, HopRange hops) {
    Endpoint hidden =
        recipient.whisper.endpoint(
            recipient.identity,
            EndpointOptions.defaults().withIntroductionPoints(1).withReceivingHops(2));
    hidden.onMessage(message -> message.reply(message.payload()));
    hidden.onSession(
        session -> session.onMessage(message -> session.send(message.payload()).delivered()));
    await(hidden.published());
    things = things(sender, recipient);

    Endpoint known = sender.whisper.endpoint(sender.identity);
    SendOptions options =
        SendOptions.defaults()
            .withProfile(Profile.builder().hops(hops).build())
            .withIdentified(true);
    assertThat(await(known.send(hidden.address(), SECRET, options).reply()).payload())
        .isEqualTo(SECRET);
    Session session = await(known.connect(hidden.address(), options));
    CompletableFuture<Message> echoed = new CompletableFuture<>();
    session.onMessage(echoed::complete);
    await(session.send(SECRET).delivered());
    await(echoed);
    for (int i = 0; i < RELAYS; i++) {
      int relay = i;
      await(network.reactor(i).call(() -> look(relay)));
    }
  }

  /** What relays may or may not know, by name. */
  private Map<String, byte[]> things(Side sender, Side recipient) {
    Overlay stranger = new Side(Set.of(9, 10), 1).overlay;
    FoundPresence found =
        await(
            stranger
                .reactor()
                .call(
                    () ->
                        new PresenceLookup(stranger)
                            .find(recipient.identity.address(), HopRange.exactly(1)))
                .thenCompose(started -> started));
    List<PresencePoint> points = found.presence().points();
    assertThat(points).hasSize(1);
    long period = network.consensus().period().number();
    Map<String, byte[]> all = new TreeMap<>();
    all.put("introduction key", points.get(0).introductionKey().toByteArray());
    all.put("tag", PresenceDocument.tag(found.blindedKey(), period).toByteArray());
    all.put("blinded key", found.blindedKey().bytes().toByteArray());
    all.put("handshake key", found.presence().handshakeKey().toByteArray());
    all.put("recipient's address", recipient.identity.address().publicKey().toByteArray());
    all.put("sender's address", sender.identity.address().publicKey().toByteArray());
    all.put("content", SECRET);
    return all;
  }

  private boolean look(int index) {
    if (network == null) {
      return false;
    }
    ObjectGraph memory = memory(network.relay(index));
    portsSeen
        .computeIfAbsent(index, key -> ConcurrentHashMap.newKeySet())
        .addAll(ports(memory, true));
    things.forEach(
        (name, bytes) -> {
          if (memory.holds(bytes)) {
            known.computeIfAbsent(index, key -> ConcurrentHashMap.newKeySet()).add(name);
          }
        });
    return true;
  }

  /** What a relay, or the circuits of an endpoint, has to itself. */
  private static ObjectGraph memory(Object of) {
    return ObjectGraph.of(of, OneRelayTest::belongsToOthers);
  }

  private static boolean belongsToOthers(Object object) {
    return object instanceof EventLoopGroup
        || object instanceof Channel
        || object instanceof ChannelHandlerContext
        || object instanceof SSLEngine
        || object instanceof ByteBuf
        || object instanceof Reactor
        || object instanceof TimeSource
        || object instanceof SecureRandom
        || object instanceof ConsensusSource
        || object instanceof Consensus
        || object instanceof Overlay
        || object instanceof WatchedService.Watcher;
  }

  /** The ports at the other ends of all connections, or at these. */
  private static Set<Integer> ports(ObjectGraph memory, boolean remote) {
    return Stream.concat(
            memory.objects(Channel.class),
            memory.objects(ChannelHandlerContext.class).map(ChannelHandlerContext::channel))
        .flatMap(channel -> port(remote ? channel.remoteAddress() : channel.localAddress()))
        .collect(Collectors.toSet());
  }

  private static Stream<Integer> port(SocketAddress address) {
    return address instanceof InetSocketAddress socket ? Stream.of(socket.getPort()) : Stream.of();
  }

  private Set<Integer> whoSaw(Side side) {
    Set<Integer> ports = side.ports();
    Set<Integer> saw = new TreeSet<>();
    portsSeen.forEach(
        (relay, seen) -> {
          if (seen.stream().anyMatch(ports::contains)) {
            saw.add(relay);
          }
        });
    return saw;
  }

  private Set<Integer> whoKnew(String thing) {
    Set<Integer> knew = new TreeSet<>();
    known.forEach(
        (relay, names) -> {
          if (names.contains(thing)) {
            knew.add(relay);
          }
        });
    return knew;
  }

  private List<RelayService> services(int index) {
    EnvelopeStore store = EnvelopeStore.inMemory(1 << 20, new VirtualTime());
    StoreDuty duty =
        new StoreDuty(
            store,
            other -> CompletableFuture.failedFuture(new IllegalStateException("no circuits")),
            message -> message);
    return new RendezvousServices(Optional.of(duty))
        .all().stream()
            .map(service -> (RelayService) new WatchedService(service, () -> look(index)))
            .toList();
  }

  private static Set<RelayFlag> flags(int index) {
    if (SENDERS_GUARDS.contains(index) || RECIPIENTS_GUARDS.contains(index)) {
      return Set.of(RelayFlag.GUARD);
    }
    if (index == INTRODUCTION_POINT) {
      return Set.of(RelayFlag.INTRODUCTION);
    }
    return STORES.contains(index) ? Set.of(RelayFlag.STORE) : Set.of();
  }

  private static RelayEntry withFlags(RelayEntry entry, Set<RelayFlag> flags) {
    return new RelayEntry(entry.target(), Set.of(), flags, 1, entry.ringPlace());
  }

  /** One of the two who talk: an instance that has guards of its own. */
  private final class Side {
    private final Identity identity = Identity.ephemeral();
    private final TestEndpoint endpoint;
    private final Overlay overlay;
    private final Whisper whisper;

    Side(Set<Integer> guards, long weightOfMeetingPoint) {
      List<RelayEntry> relays = new ArrayList<>();
      for (int i = 0; i < RELAYS; i++) {
        Set<RelayFlag> flags = new HashSet<>(network.entry(i).flags());
        flags.remove(RelayFlag.GUARD);
        if (guards.contains(i)) {
          flags.add(RelayFlag.GUARD);
        }
        long weight = i == MEETING_POINT ? weightOfMeetingPoint : 1;
        RelayEntry entry = network.entry(i);
        relays.add(new RelayEntry(entry.target(), Set.of(), flags, weight, entry.ringPlace()));
      }
      Consensus consensus =
          ConsensusBuilder.ofAuthorities(3, new SeededRandom(1))
              .relays(relays)
              .validAfter(network.consensus().validAfter())
              .build();
      ConsensusSource source = () -> Optional.of(consensus);
      endpoint = network.endpoint(source, StateStore.inMemory(), CircuitSettings.defaults());
      overlay =
          new Overlay(endpoint.reactor(), source, request -> endpoint.circuits().open(request));
      whisper =
          new Whisper(
              new Joined(
                  overlay,
                  ConsensusNews.NONE,
                  endpoint.circuits(),
                  new WatchedStore(StateStore.inMemory(), endpoint.reactor().time(), false),
                  executor,
                  true,
                  endpoint::close));
      open.add(whisper);
    }

    /** Its own ends of its links. */
    Set<Integer> ports() {
      return await(
          endpoint.reactor().call(() -> OneRelayTest.ports(memory(endpoint.circuits()), false)));
    }
  }

  private Set<Integer> connected(Set<Integer> ports) {
    Set<Integer> connected = new TreeSet<>();
    for (int i = 0; i < RELAYS; i++) {
      int relay = i;
      Set<Integer> seen =
          await(
              network
                  .reactor(i)
                  .call(
                      () ->
                          memory(network.relay(relay))
                              .objects(ChannelHandlerContext.class)
                              .map(ChannelHandlerContext::channel)
                              .filter(Channel::isActive)
                              .flatMap(channel -> port(channel.remoteAddress()))
                              .collect(Collectors.toSet())));
      if (seen.stream().anyMatch(ports::contains)) {
        connected.add(relay);
      }
    }
    return connected;
  }

  /** The relays in whose memory there is still something of connections that ended. */
  private Set<Integer> remembering(Set<Integer> ports) {
    Set<Integer> remembering = new TreeSet<>();
    for (int i = 0; i < RELAYS; i++) {
      int relay = i;
      Set<Integer> seen =
          await(
              network
                  .reactor(i)
                  .call(() -> OneRelayTest.ports(memory(network.relay(relay)), true)));
      if (seen.stream().anyMatch(ports::contains)) {
        remembering.add(relay);
      }
    }
    return remembering;
  }
}
