package io.whisper.onion.link;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.link.LinkWorld.End;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkServerTest {

  private static final LinkLimits LIMITS = LinkLimits.defaults();

  private final LinkWorld world = new LinkWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void connectionsBeyondTheBoundOfAnAddressAreClosed() throws Exception {
    connectionsBeyondTwoAreClosed(LIMITS.withPerAddress(2));
  }

  @Test
  void connectionsBeyondTheBoundInAllAreClosed() throws Exception {
    connectionsBeyondTwoAreClosed(LIMITS.withTotal(2));
  }

  private void connectionsBeyondTwoAreClosed(LinkLimits limits) throws Exception {
    LinkServer server = world.serve(limits);
    End first = world.dial(server);
    End second = world.dial(server);
    world.accepted();
    world.accepted();
    try (RawPeer third = RawPeer.plain(server.address())) {
      third.awaitEnd();
    }
    assertThat(server.counters()).isEqualTo(new LinkServerCounters(3, 1, 2, 0, 0, 0));
    assertThat(first.heard().heardClosed()).isFalse();

    second.close();
    End again = dialUntilAccepted(server);
    assertThat(again.link().closed()).isFalse();
    assertThat(first.send(9, CellCommand.RELAY, 1)).isTrue();
  }

  /** The server learns a moment later that a place is free. */
  private End dialUntilAccepted(LinkServer server) {
    return await()
        .ignoreExceptionsMatching(refused -> refused.getCause() instanceof LinkException)
        .until(() -> world.dial(server), end -> true);
  }

  @Test
  void silentConnectionIsClosedInTime() throws Exception {
    LinkServer server = world.serve();
    try (RawPeer peer = RawPeer.plain(server.address())) {
      counts(server, counters -> counters.connections() == 1);
      world.turn();
      world.time.advance(LIMITS.handshakeTimeout().minusNanos(1));
      world.turn();
      assertThat(server.counters().timedOut()).isZero();
      world.time.advance(Duration.ofNanos(1));
      peer.awaitEnd();
    }
    assertThat(server.counters()).isEqualTo(new LinkServerCounters(1, 0, 0, 0, 1, 0));
  }

  @Test
  void peerThatIsSilentBehindItsHandshakeIsClosedInTime() throws Exception {
    LinkServer server = world.serve();
    try (RawPeer peer = RawPeer.tls(server.address(), "TLSv1.3")) {
      peer.read(1);
      world.time.advance(LIMITS.handshakeTimeout());
      peer.awaitEnd();
    }
    counts(server, counters -> counters.timedOut() == 1);
    assertThat(world.noneAccepted()).isTrue();
  }

  @Test
  void readyLinkOutlivesTheTimeOfTheHandshake() throws Exception {
    End dialled = world.dial(world.serve());
    End accepted = world.accepted();
    world.time.advance(LIMITS.handshakeTimeout().multipliedBy(2));
    world.turn();
    assertThat(dialled.send(9, CellCommand.RELAY, 1)).isTrue();
    assertThat(LinkWorld.number(accepted.heard().next())).isEqualTo(1);
  }

  @Test
  void linkWithoutCellsIsClosedAndOneWithCellsIsNot() throws Exception {
    Duration idle = Duration.ofMinutes(1);
    LinkServer server = world.serve(LIMITS.withIdleTimeout(idle));
    End silent = world.dial(server);
    world.accepted();
    End talking = world.dial(server);
    End talkingThere = world.accepted();
    for (int i = 0; i < 3; i++) {
      talking.send(9, CellCommand.RELAY, i);
      talkingThere.heard().next();
      world.time.advance(idle);
      world.turn();
    }
    silent.heard().awaitClosed();
    assertThat(talking.send(9, CellCommand.RELAY, 7)).isTrue();
    assertThat(LinkWorld.number(talkingThere.heard().next())).isEqualTo(7);
  }

  @Test
  void closingEndsTheLinksAndFreesThePort() throws Exception {
    LinkServer server = world.serve();
    End dialled = world.dial(server);
    End accepted = world.accepted();
    server.close();
    server.close();
    dialled.heard().awaitClosed();
    accepted.heard().awaitClosed();
    await().until(() -> refuses(server.address()));
  }

  private static boolean refuses(InetSocketAddress address) {
    try (RawPeer peer = RawPeer.plain(address)) {
      peer.end();
      return false;
    } catch (IOException refused) {
      return true;
    }
  }

  @Test
  void portInUseIsSaid() throws Exception {
    LinkServer server = world.serve();
    assertThatThrownBy(
            () ->
                LinkServer.bind(
                        world.there,
                        TlsContext.relay(),
                        world.theirs,
                        server.address(),
                        link -> new HeardCells(),
                        LIMITS)
                    .get(30, SECONDS))
        .hasCauseInstanceOf(LinkException.class)
        .hasMessageContaining("cannot listen at")
        .hasMessageContaining("in use");
  }

  @Test
  void acceptorThatFailsCostsThatLinkOnly() throws Exception {
    HeardCells heard = new HeardCells();
    boolean[] failing = {true};
    LinkServer server =
        LinkServer.bind(
                world.there,
                TlsContext.relay(),
                world.theirs,
                world.serve().address().getAddress() == null
                    ? world.serve().address()
                    : new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0),
                link -> {
                  if (failing[0]) {
                    failing[0] = false;
                    throw new IllegalStateException("a defect");
                  }
                  return heard;
                },
                LIMITS)
            .get(30, SECONDS);
    world.dial(server).heard().awaitClosed();
    End second = world.dial(server);
    second.send(9, CellCommand.RELAY, 3);
    assertThat(LinkWorld.number(heard.next())).isEqualTo(3);
  }

  @Test
  void limitsOutOfRangeAreRefusedByName() {
    assertThatThrownBy(() -> LIMITS.withPerAddress(0)).hasMessageContaining("perAddress is 0");
    assertThatThrownBy(() -> LIMITS.withTotal(0)).hasMessageContaining("total is 0");
    assertThatThrownBy(() -> LIMITS.withHandshakeTimeout(Duration.ZERO))
        .hasMessageContaining("handshakeTimeout is PT0S");
    assertThatThrownBy(() -> LIMITS.withIdleTimeout(Duration.ofSeconds(-1)))
        .hasMessageContaining("idleTimeout is PT-1S");
  }

  private static void counts(LinkServer server, Predicate<LinkServerCounters> expected) {
    await().until(server::counters, expected);
  }
}
