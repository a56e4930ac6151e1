package io.whisper.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.SecretBytes;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.ObjectGraph;
import io.whisper.core.time.TimeSource;
import io.whisper.node.config.EndpointConfig;
import io.whisper.node.config.RelayConfig;
import io.whisper.node.console.Console;
import io.whisper.node.devnet.LocalNetwork;
import io.whisper.onion.circuit.Circuits;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.Network;
import io.whisper.onion.link.Link;
import io.whisper.onion.link.LinkCertificate;
import io.whisper.onion.link.LinkDialer;
import io.whisper.onion.path.Guards;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.onion.reactor.ReactorPool;
import io.whisper.onion.relay.Relay;
import io.whisper.onion.relay.RelayKeys;
import io.whisper.rendezvous.descriptor.PresencePoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** One process that is relay and endpoint at once, as {@code whisper relay} runs both. */
class RelayAndEndpointTest {

  @TempDir private Path directory;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private LocalNetwork network;
  private RelayRole relay;
  private EndpointRole endpoint;
  private boolean closed;

  @BeforeEach
  void start() throws IOException {
    log.start();
    root().addAppender(log);
    root().setLevel(Level.INFO);
    network = LocalNetwork.start(directory.resolve("network"), 4);
    Path file = directory.resolve("relay.toml");
    Files.writeString(
        file,
        """
        network = "network/network.toml"
        state = "relay"
        listen = ["127.0.0.1:0"]
        endpoint = "endpoint.toml"
        """);
    Files.writeString(
        directory.resolve("endpoint.toml"),
        """
        network = "network/network.toml"
        state = "endpoint"
        """);
    RelayConfig config = RelayConfig.read(file);
    EndpointConfig beside = EndpointConfig.read(config.endpoint().orElseThrow());
    relay =
        RelayRole.start(
                Reactor.create(ReactorOptions.defaults()),
                config.network(),
                config.state(),
                config.offer())
            .join();
    Console console =
        new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), System.err, false);
    endpoint = EndpointRole.start(beside, console);
    Awaitility.await().until(() -> output().contains("address "));
    Awaitility.await().until(this::listed);
  }

  @AfterEach
  void stop() {
    root().detachAppender(log);
    root().setLevel(Level.WARN);
    closeRoles();
    network.close();
  }

  @Test
  void areApartInMemoryOnTheWireOnDiskAndInTheLog() throws IOException {
    sharesNothingInMemory();
    neverPresentsACertificate();
    nobodyHoldsADocumentOfBoth();
    closeRoles();
    hasNoKeyOfTheOther();
    log.list.forEach(line -> saysNothingOfEither(line.getFormattedMessage()));
  }

  /** No loop, no links, no circuits, no state, no randomness, and no bytes either. */
  private void sharesNothingInMemory() {
    ObjectGraph ofRelay = memory(relay);
    ObjectGraph ofEndpoint = memory(endpoint);
    List<String> shared = new ArrayList<>();
    for (Class<?> type :
        List.of(
            Reactor.class,
            ReactorPool.class,
            EventLoopGroup.class,
            ExecutorService.class,
            TimeSource.class,
            SecureRandom.class,
            StateStore.class,
            Network.class,
            Consensus.class,
            ConsensusKeeper.class,
            Guards.class,
            Circuits.class,
            LinkDialer.class,
            Link.class,
            Channel.class,
            ChannelHandlerContext.class,
            RelayKeys.class,
            Bytes32.class,
            byte[].class)) {
      assertThat(ofRelay.objects(type).count() + ofEndpoint.objects(type).count())
          .as(type.getSimpleName() + " of either")
          .isPositive();
      ofRelay
          .objects(type)
          .filter(ofEndpoint::contains)
          .filter(each -> !(each instanceof byte[] bytes && bytes.length == 0))
          .forEach(each -> shared.add(ofRelay.way(each) + " = " + ofEndpoint.way(each)));
    }
    assertThat(shared).isEmpty();
    assertThat(ofEndpoint.objects(Relay.class)).isEmpty();
    assertThat(ofEndpoint.objects(RelayKeys.class)).isEmpty();
    assertThat(ofEndpoint.objects(LinkCertificate.class)).isEmpty();
  }

  /** Where its links end it is an endpoint like any other, which came over TCP. */
  private void neverPresentsACertificate() {
    Set<Integer> ports =
        memory(endpoint)
            .objects(ChannelHandlerContext.class)
            .flatMap(context -> port(context.channel().localAddress()))
            .collect(Collectors.toSet());
    assertThat(ports).isNotEmpty();
    List<Object> all = new ArrayList<>(network.relays());
    all.add(relay);
    List<Link> seen = new ArrayList<>();
    for (Object each : all) {
      ObjectGraph memory = memory(each);
      memory
          .objects(Link.class)
          .filter(link -> remotePort(link).anyMatch(ports::contains))
          .forEach(seen::add);
    }
    assertThat(seen).isNotEmpty();
    assertThat(seen).allSatisfy(link -> assertThat(link.peerCertificate()).isEmpty());
    assertThat(seen).allSatisfy(link -> assertThat(link.peerTime()).isEmpty());
  }

  private static Stream<Integer> remotePort(Link link) {
    return ObjectGraph.of(link, behind -> true)
        .objects(ChannelHandlerContext.class)
        .flatMap(context -> port(context.channel().remoteAddress()));
  }

  /**
   * No descriptor, vote, consensus or presence that anybody holds names the endpoint, so that none
   * names both; and the presence names no key of the relay but as that of a point among others.
   */
  private void nobodyHoldsADocumentOfBoth() {
    byte[] address;
    try (Identity identity = Identity.load(directory.resolve("endpoint").resolve("identity"))) {
      address = identity.address().publicKey().toByteArray();
    }
    assertThat(memory(endpoint).holds(address)).isTrue();
    for (Object each : List.of(relay, network)) {
      assertThat(memory(each).holds(address)).isFalse();
    }
    Set<Bytes32> points =
        memory(endpoint)
            .objects(PresencePoint.class)
            .map(PresencePoint::introductionKey)
            .collect(Collectors.toSet());
    assertThat(points).isNotEmpty();
    ObjectGraph ofRelay = memory(relay);
    memory(endpoint)
        .objects(SecretBytes.class)
        .filter(secret -> secret.size() == 32)
        .forEach(
            secret -> {
              byte[] bytes = secret.toByteArray();
              assertThat(ofRelay.objects(SecretBytes.class))
                  .noneMatch(other -> Arrays.equals(other.toByteArray(), bytes));
            });
  }

  /** What one keeps secret, cut into pieces, stands in no file of the other. */
  private void hasNoKeyOfTheOther() throws IOException {
    Path ofRelay = directory.resolve("relay");
    Path ofEndpoint = directory.resolve("endpoint");
    List<byte[]> relaysSecrets =
        pieces(ofRelay, Set.of("relay-keys.value", "link-certificate.value"));
    List<byte[]> endpointsSecrets =
        pieces(ofEndpoint, Set.of("identity", "keys.value", "points.value"));
    assertThat(relaysSecrets).hasSizeGreaterThan(8);
    assertThat(endpointsSecrets).hasSizeGreaterThan(20);
    assertThat(in(ofRelay, relaysSecrets)).isEqualTo(relaysSecrets.size());
    assertThat(in(ofEndpoint, relaysSecrets)).isZero();
    assertThat(in(ofEndpoint, endpointsSecrets)).isEqualTo(endpointsSecrets.size());
    assertThat(in(ofRelay, endpointsSecrets)).isZero();
  }

  /** The files of these names in pieces of 16 bytes; that they are of whisper is no secret. */
  private static List<byte[]> pieces(Path state, Set<String> names) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(state)) {
      for (Path file :
          walk.filter(each -> names.contains(each.getFileName().toString())).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 16; at + 16 <= bytes.length; at += 16) {
          byte[] piece = Arrays.copyOfRange(bytes, at, at + 16);
          if (!new String(piece, StandardCharsets.ISO_8859_1).contains("---")) {
            pieces.add(piece);
          }
        }
      }
    }
    return pieces;
  }

  /** How many of the pieces stand in a file of this directory, but for what everybody has. */
  private static long in(Path state, List<byte[]> pieces) throws IOException {
    try (Stream<Path> walk = Files.walk(state)) {
      List<byte[]> files = new ArrayList<>();
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith("consensus")) {
          files.add(Files.readAllBytes(file));
        }
      }
      return pieces.stream()
          .filter(piece -> files.stream().anyMatch(file -> ObjectGraph.contains(file, piece)))
          .count();
    }
  }

  private void saysNothingOfEither(String line) {
    assertThat(line).doesNotContain(".whisper").doesNotContain("127.0.0.1");
    assertThat(line).doesNotContainPattern("[0-9a-f]{32}");
  }

  /** What all of a process share, and what is not memory. */
  private static boolean belongsToTheProcess(Object object) {
    return object instanceof EventLoopGroup
        || object instanceof Channel
        || object instanceof ChannelHandlerContext
        || object instanceof SSLEngine
        || object instanceof Console;
  }

  private static Stream<Integer> port(SocketAddress address) {
    return address instanceof InetSocketAddress socket ? Stream.of(socket.getPort()) : Stream.of();
  }

  private static ObjectGraph memory(Object of) {
    return ObjectGraph.of(of, RelayAndEndpointTest::belongsToTheProcess);
  }

  private boolean listed() {
    return Boolean.TRUE.equals(relay.status().get("listed"));
  }

  private String output() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private void closeRoles() {
    if (!closed) {
      closed = true;
      endpoint.close();
      relay.close();
    }
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
