package io.whisper.onion.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.link.LinkWorld.End;
import io.whisper.onion.reactor.IoTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinkTest {

  private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private final LinkWorld world = new LinkWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void cellsGoBothWaysInOrder() throws Exception {
    End dialled = world.dial(world.serve());
    End accepted = world.accepted();
    int count = 200;
    for (End end : new End[] {dialled, accepted}) {
      end.ask(
          () -> {
            for (int i = 0; i < count; i++) {
              assertThat(end.link().send(LinkWorld.cell(9, CellCommand.RELAY, i))).isTrue();
            }
            return true;
          });
    }
    for (End end : new End[] {dialled, accepted}) {
      for (int i = 0; i < count; i++) {
        assertThat(end.heard().next()).isEqualTo(LinkWorld.cell(9, CellCommand.RELAY, i));
      }
    }
  }

  @Test
  void cellIsCopiedWhenItIsSent() throws Exception {
    End dialled = world.dial(world.serve());
    dialled.ask(
        () -> {
          byte[] cell = LinkWorld.cell(9, CellCommand.RELAY, 1);
          dialled.link().send(cell);
          cell[Cell.SIZE - 1] = 77;
          return dialled.link().send(cell);
        });
    End accepted = world.accepted();
    assertThat(accepted.heard().next()).isEqualTo(LinkWorld.cell(9, CellCommand.RELAY, 1));
    assertThat(accepted.heard().next()).endsWith((byte) 77);
  }

  @Test
  void endpointIsAcceptedAndSaysNothingOfItself() throws Exception {
    End dialled = world.dial(world.serve());
    End accepted = world.accepted();
    assertThat(accepted.link().peerCertificate()).isEmpty();
    assertThat(accepted.link().peerTime()).isEmpty();
    assertThat(accepted.link().observedAddress()).isEmpty();
    assertThat(accepted.link().peerAddress().isLoopbackAddress()).isTrue();
    assertThat(accepted.link().dialer()).isFalse();

    assertThat(dialled.link().peerCertificate()).contains(world.theirs.hash());
    assertThat(dialled.link().peerTime()).contains(VirtualTime.START);
    assertThat(dialled.link().observedAddress()).contains(InetAddress.getLoopbackAddress());
    assertThat(dialled.link().dialer()).isTrue();
    assertThat(dialled.link().version()).isEqualTo(1);
  }

  @Test
  void relaysSeeEachOthersCertificates() throws Exception {
    End dialled = world.dial(TlsContext.relay(), world.ours, world.serve().address());
    End accepted = world.accepted();
    assertThat(accepted.link().peerCertificate()).contains(world.ours.hash());
    assertThat(accepted.link().peerTime()).contains(VirtualTime.START);
    assertThat(dialled.link().peerCertificate()).contains(world.theirs.hash());
  }

  @Test
  void keysAreAgreedByTheHybridGroup() throws Exception {
    End dialled = world.dial(TlsContext.relay(), world.ours, world.serve().address());
    assertThat(dialled.link().hybrid()).isTrue();
    assertThat(world.accepted().link().hybrid()).isTrue();
    assertThat(TlsContext.relay().hybrid()).isTrue();
    assertThat(TlsContext.relay().engine()).isEqualTo("BoringSSL");
  }

  @Test
  void classicalGroupIsAcceptedAndSaid() throws Exception {
    End dialled = world.dial(TlsContext.classicalBoringSsl(), null, world.serve().address());
    assertThat(dialled.link().hybrid()).isFalse();
    assertThat(world.accepted().link().hybrid()).isFalse();
    assertThat(TlsContext.classicalBoringSsl().hybrid()).isFalse();
  }

  @Test
  void endpointFallsBackToTheEngineOfTheJdkAndSaysSo() throws Exception {
    TlsContext jdk = TlsContext.jdk();
    assertThat(jdk.hybrid()).isFalse();
    assertThat(jdk.engine()).isEqualTo("JDK");
    End dialled = world.dial(jdk, null, world.serve().address());
    End accepted = world.accepted();
    assertThat(dialled.link().hybrid()).isFalse();
    assertThat(accepted.link().hybrid()).isFalse();
    assertThat(dialled.link().peerCertificate()).contains(world.theirs.hash());
    assertThat(accepted.link().peerCertificate()).isEmpty();
    for (int i = 0; i < 100; i++) {
      dialled.send(9, CellCommand.RELAY, i);
      accepted.send(9, CellCommand.RELAY, i);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(LinkWorld.number(accepted.heard().next())).isEqualTo(i);
      assertThat(LinkWorld.number(dialled.heard().next())).isEqualTo(i);
    }
  }

  @Test
  void linksAreNotAcceptedWithTheEngineOfTheJdk() {
    assertThatThrownBy(() -> TlsContext.jdk().acceptor(world.theirs))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("BoringSSL");
  }

  @Test
  void ipv6Works() throws Exception {
    InetAddress loopback = InetAddress.getByAddress(IPV6_LOOPBACK);
    try (ServerSocket probe = new ServerSocket(0, 1, loopback)) {
      assertThat(probe.isBound()).isTrue();
    } catch (IOException none) {
      abort("this machine has no IPv6 loopback: " + none.getMessage());
    }
    End dialled = world.dial(world.serve(LinkLimits.defaults(), loopback));
    assertThat(dialled.link().observedAddress()).contains(loopback);
    assertThat(world.accepted().link().peerAddress()).isEqualTo(loopback);
  }

  @Test
  void closingIsHeardOnceAtBothEndsAndWhatWasSentBeforeArrives() throws Exception {
    End dialled = world.dial(world.serve());
    End accepted = world.accepted();
    dialled.ask(
        () -> {
          dialled.link().send(LinkWorld.cell(9, CellCommand.RELAY, 1));
          dialled.link().close();
          dialled.link().close();
          return dialled.link().closed();
        });
    assertThat(LinkWorld.number(accepted.heard().next())).isEqualTo(1);
    accepted.heard().awaitClosed();
    dialled.heard().awaitClosed();
    assertThat(dialled.send(9, CellCommand.RELAY, 2)).isFalse();
    assertThat(dialled.send(9, CellCommand.DESTROY, 0)).isFalse();
    assertThat(accepted.send(9, CellCommand.RELAY, 2)).isFalse();
  }

  @Test
  void closedLinkHearsNoMoreCells() throws Exception {
    LinkServer server = world.serve();
    HeardCells heard = new HeardCells();
    End dialled = world.dial(server);
    End accepted = world.accepted();
    accepted.ask(
        () -> {
          accepted
              .link()
              .attach(
                  new LinkListener() {
                    @Override
                    public void onCell(Link link, byte[] cell) {
                      heard.onCell(link, cell);
                      link.close();
                    }

                    @Override
                    public void onClosed(Link link) {
                      heard.onClosed(link);
                    }
                  });
          return true;
        });
    dialled.ask(
        () -> {
          for (int i = 0; i < 10; i++) {
            dialled.link().send(LinkWorld.cell(9, CellCommand.RELAY, i));
          }
          return true;
        });
    heard.awaitClosed();
    assertThat(LinkWorld.number(heard.next())).isZero();
    assertThat(heard.none()).isTrue();
  }

  @Test
  void closingTheReactorThatListensEndsItsLinks() throws Exception {
    End dialled = world.dial(world.serve());
    world.accepted();
    world.there.close();
    dialled.heard().awaitClosed();
  }

  @Test
  void closingTheReactorThatDialledEndsItsLinks() throws Exception {
    world.dial(world.serve());
    End accepted = world.accepted();
    world.here.close();
    accepted.heard().awaitClosed();
  }

  @ParameterizedTest
  @EnumSource(IoTransport.class)
  void linksWorkOnEveryTransportThatLoads(IoTransport transport) throws Exception {
    assumeThat(transport.available()).as(transport + " loads on this machine").isTrue();
    try (LinkWorld other = new LinkWorld(transport)) {
      End dialled = other.dial(other.serve());
      End accepted = other.accepted();
      dialled.send(9, CellCommand.RELAY, 1);
      assertThat(LinkWorld.number(accepted.heard().next())).isEqualTo(1);
      accepted.send(9, CellCommand.RELAY, 2);
      assertThat(LinkWorld.number(dialled.heard().next())).isEqualTo(2);
      dialled.close();
      accepted.heard().awaitClosed();
    }
  }

  @Test
  void linkIsConfinedToItsLoop() throws Exception {
    End dialled = world.dial(world.serve());
    assertThatThrownBy(() -> dialled.link().send(new byte[Cell.SIZE]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("loop");
    assertThatThrownBy(() -> dialled.ask(() -> dialled.link().send(new byte[513])))
        .hasMessageContaining("a cell has 514 bytes, this one 513");
  }

  @Test
  void countersCountEachWay() throws Exception {
    End dialled = world.dial(world.serve());
    End accepted = world.accepted();
    dialled.send(9, CellCommand.RELAY, 1);
    dialled.ask(() -> dialled.link().send(LinkWorld.cell(0, CellCommand.PADDING, 0)));
    dialled.send(9, CellCommand.RELAY, 2);
    accepted.heard().next();
    accepted.heard().next();
    assertThat(accepted.ask(() -> accepted.link().counters()))
        .isEqualTo(new LinkCounters(2, 5, 1, 0, 0, 0));
    assertThat(dialled.ask(() -> dialled.link().counters()))
        .isEqualTo(new LinkCounters(5, 2, 0, 0, 0, 0));
  }
}
