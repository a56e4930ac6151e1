package io.whisper.onion.link;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.link.LinkWorld.End;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkDialerTest {

  private final LinkWorld world = new LinkWorld();
  private final LinkDialer dialer = new LinkDialer(world.here, TlsContext.relay(), world.ours);
  private final HeardCells heard = new HeardCells();

  @AfterEach
  void close() {
    dialer.close();
    world.close();
  }

  @Test
  void peerWithAnotherCertificateIsNotConnectedTo() throws Exception {
    LinkServer server = world.serve();
    for (TlsContext tls : List.of(TlsContext.relay(), TlsContext.jdk())) {
      LinkDialer strict = new LinkDialer(world.here, tls, null);
      LinkException refused =
          failure(strict.dial(List.of(server.address()), world.ours.hash(), heard));
      assertThat(refused.failures()).containsExactly(LinkFailure.WRONG_CERTIFICATE);
      assertThat(refused).hasMessage("no link, tried 1 address: wrong certificate");
    }
    await().until(() -> server.counters().failed() == 2);
    assertThat(world.noneAccepted()).isTrue();
    assertThat(heard.heardClosed()).isFalse();
  }

  @Test
  void addressesAreTriedInTurn() throws Exception {
    LinkServer server = world.serve();
    Link link =
        dialer
            .dial(
                List.of(
                    unusedPort(),
                    InetSocketAddress.createUnresolved("relay.invalid", 9001),
                    server.address()),
                world.theirs.hash(),
                heard)
            .get(30, SECONDS);
    assertThat(link.peerCertificate()).contains(world.theirs.hash());
  }

  @Test
  void failureSaysWhatWasTriedAndNoAddress() throws Exception {
    InetSocketAddress unused = unusedPort();
    LinkException failure =
        failure(dialer.dial(List.of(unused, world.serve().address()), world.ours.hash(), heard));
    assertThat(failure)
        .hasMessage("no link, tried 2 addresses: connection refused; then wrong certificate");
    assertThat(failure.words()).isEqualTo("connection refused, then wrong certificate");
    assertThat(failure(dialer.dial(List.of(), world.theirs.hash(), heard)).failures())
        .containsExactly(LinkFailure.NO_ADDRESS);
  }

  @Test
  void firstDialOnAReactorThatIsClosedFails() throws Exception {
    LinkServer server = world.serve();
    world.here.close();
    CompletableFuture<Link> dialling =
        dialer.dial(List.of(server.address()), world.theirs.hash(), heard);
    assertThat(failure(dialling).failures()).containsExactly(LinkFailure.CLOSED);
  }

  @Test
  void silentAddressIsLeftInTimeForTheNext() throws Exception {
    LinkServer server = world.serve();
    try (ServerSocket silent = listening()) {
      InetSocketAddress first = (InetSocketAddress) silent.getLocalSocketAddress();
      CompletableFuture<Link> dialling =
          dialer.dial(List.of(first, server.address()), world.theirs.hash(), heard);
      try (Socket accepted = accept(silent)) {
        assertThat(accepted.getInputStream().read()).as("a handshake begins").isEqualTo(22);
        world.turn();
        world.time.advance(Dial.PER_ADDRESS.minusNanos(1));
        world.turn();
        assertThat(dialling).isNotDone();
        world.time.advance(Dial.PER_ADDRESS);
        assertThat(dialling.get(30, SECONDS).hybrid()).isTrue();
        assertThat(accepted.getInputStream().readAllBytes()).as("and ends").isNotEmpty();
      }
    }
  }

  @Test
  void silentAddressAloneIsATimeout() throws Exception {
    try (ServerSocket silent = listening()) {
      CompletableFuture<Link> dialling =
          dialer.dial(
              List.of((InetSocketAddress) silent.getLocalSocketAddress()),
              world.theirs.hash(),
              heard);
      try (Socket accepted = accept(silent)) {
        assertThat(accepted.isConnected()).isTrue();
        world.turn();
        world.time.advance(Dial.PER_ADDRESS);
        assertThat(failure(dialling).failures()).containsExactly(LinkFailure.TIMEOUT);
      }
    }
  }

  @Test
  void peerThatTalksNoTlsIsSaidToAnswerWithGarbage() throws Exception {
    try (ServerSocket web = listening()) {
      CompletableFuture<Link> dialling =
          dialer.dial(
              List.of((InetSocketAddress) web.getLocalSocketAddress()), world.theirs.hash(), heard);
      try (Socket accepted = accept(web)) {
        accepted.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
        assertThat(failure(dialling).failures()).containsExactly(LinkFailure.NOT_TLS);
      }
    }
  }

  @Test
  void cancelledAttemptEndsItsConnection() throws Exception {
    try (ServerSocket silent = listening()) {
      CompletableFuture<Link> dialling =
          dialer.dial(
              List.of((InetSocketAddress) silent.getLocalSocketAddress()),
              world.theirs.hash(),
              heard);
      try (Socket accepted = accept(silent)) {
        assertThat(dialling.cancel(false)).isTrue();
        assertThat(accepted.getInputStream().readAllBytes()).isNotNull();
      }
    }
  }

  @Test
  void relayDialsWithTheHybridGroupOnly() throws Exception {
    LinkServer server = world.serve();
    Link link = dialer.dial(List.of(server.address()), world.theirs.hash(), heard).get(30, SECONDS);
    assertThat(link.hybrid()).isTrue();
    assertThat(dialer.hybrid()).isTrue();
  }

  @Test
  void closedDialerDialsNoMoreAndItsLinksStay() throws Exception {
    LinkServer server = world.serve();
    Link link = dialer.dial(List.of(server.address()), world.theirs.hash(), heard).get(30, SECONDS);
    dialer.close();
    LinkException refused =
        failure(dialer.dial(List.of(server.address()), world.theirs.hash(), heard));
    assertThat(refused.failures()).containsExactly(LinkFailure.CLOSED);
    assertThat(link.closed()).isFalse();
    End there = world.accepted();
    there.send(9, CellCommand.RELAY, 4);
    assertThat(LinkWorld.number(heard.next())).isEqualTo(4);
  }

  @Test
  void listenerMayBeReplacedWhenTheLinkIsReady() throws Exception {
    LinkServer server = world.serve();
    HeardCells later = new HeardCells();
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    world.here.execute(
        () -> {
          CompletableFuture<Boolean> unused =
              dialer
                  .dial(List.of(server.address()), world.theirs.hash(), heard)
                  .thenApply(
                      link -> {
                        link.attach(later);
                        return ready.complete(true);
                      });
        });
    ready.get(30, SECONDS);
    world.accepted().send(9, CellCommand.RELAY, 4);
    assertThat(LinkWorld.number(later.next())).isEqualTo(4);
    assertThat(heard.none()).isTrue();
  }

  @Test
  void pinIsComparedWithAllOfTheHash() throws Exception {
    LinkServer server = world.serve();
    byte[] almost = world.theirs.hash().toByteArray();
    almost[31] ^= 1;
    assertThat(
            failure(dialer.dial(List.of(server.address()), Bytes32.of(almost), heard)).failures())
        .containsExactly(LinkFailure.WRONG_CERTIFICATE);
  }

  private static ServerSocket listening() throws IOException {
    ServerSocket socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** The next connection; neither it nor anything on it is waited for without bound. */
  private static Socket accept(ServerSocket listening) throws IOException {
    Socket accepted = listening.accept();
    accepted.setSoTimeout(30_000);
    return accepted;
  }

  private static InetSocketAddress unusedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }

  private static LinkException failure(CompletableFuture<Link> dialling) {
    ExecutionException thrown =
        catchThrowableOfType(ExecutionException.class, () -> dialling.get(30, SECONDS));
    assertThat(thrown).hasCauseInstanceOf(LinkException.class);
    return (LinkException) Objects.requireNonNull(thrown.getCause());
  }
}
