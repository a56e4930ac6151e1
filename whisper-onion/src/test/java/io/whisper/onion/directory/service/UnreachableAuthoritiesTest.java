package io.whisper.onion.directory.service;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.directory.AuthorityEntry;
import io.whisper.onion.directory.ConsensusKeeper;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.Network;
import io.whisper.onion.directory.NetworkParameters;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.testkit.TestEndpoint;
import io.whisper.onion.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Authorities that are not what the network file says, over real sockets. */
final class UnreachableAuthoritiesTest {

  private final SeededRandom random = new SeededRandom(5);
  private final TestNetwork relays = TestNetwork.start(1);
  private final TestEndpoint endpoint = relays.endpointWithoutConsensus();

  @AfterEach
  void stop() {
    relays.close();
  }

  @Test
  void eachIsNamedWithWhatWasWrong() throws Exception {
    try (ServerSocket garbage = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answerWithGarbage(garbage), "garbage");
      server.setDaemon(true);
      server.start();
      DirectoryClient client =
          client(
              authority("alpha", unusedPort()),
              authority("beta", (InetSocketAddress) garbage.getLocalSocketAddress()),
              authority("gamma", relays.relay(0).address()));
      client.start();
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(client.trouble())
                      .isEqualTo(
                          "tried the authorities alpha (connection refused),"
                              + " beta (answered with garbage), gamma (wrong certificate)"));
      client.close();
    }
  }

  private DirectoryClient client(AuthorityEntry... authorities) {
    Reactor reactor = endpoint.reactor();
    Network network = Network.of(List.of(authorities), NetworkParameters.STANDARD);
    return DirectoryClient.ofEndpoint(
        reactor,
        new CircuitConnector(endpoint.circuits(), reactor.time()),
        network,
        new ConsensusKeeper(network, reactor.time(), StateStore.inMemory()));
  }

  private AuthorityEntry authority(String name, InetSocketAddress address) {
    return new AuthorityEntry(
        name,
        new LinkTarget(
            Bytes32.of(Ed25519.publicKey(random.bytes(32))),
            Bytes32.of(random.bytes(32)),
            Bytes32.of(random.bytes(32)),
            List.of(address)));
  }

  private static void answerWithGarbage(ServerSocket server) {
    try {
      while (true) {
        try (Socket accepted = server.accept()) {
          accepted.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
          accepted.getOutputStream().flush();
          accepted.getInputStream().readAllBytes();
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static InetSocketAddress unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }
}
