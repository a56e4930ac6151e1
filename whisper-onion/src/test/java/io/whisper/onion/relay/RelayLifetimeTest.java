package io.whisper.onion.relay;

import static io.whisper.onion.relay.Relays.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.HandshakeCells;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.link.Link;
import io.whisper.onion.link.LinkCertificate;
import io.whisper.onion.link.LinkLimits;
import io.whisper.onion.link.LinkListener;
import io.whisper.onion.link.LinkServer;
import io.whisper.onion.link.TlsContext;
import io.whisper.onion.reactor.Reactor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayLifetimeTest {

  private static void assertServes(RawCircuit circuit) {
    circuit.send(TestService.ECHO, new byte[] {1});
    assertThat(circuit.receive().data()).containsExactly(1);
  }

  @Test
  void anIdleCircuitEndsAfterTenMinutes() {
    try (Relays relays = Relays.virtual(2)) {
      RawCircuit circuit = relays.circuit(2);
      relays.pass(Duration.ofSeconds(595));
      assertServes(circuit);
      relays.pass(Duration.ofSeconds(610));
      assertThat(circuit.destroyed()).isEqualTo(DestroyReason.TIMEOUT);
      await().until(() -> relays.node(1).counters().circuits() == 0);
    }
  }

  @Test
  void aCircuitInUseEndsAfterADay() {
    try (Relays relays = Relays.virtual(1)) {
      RawCircuit circuit = relays.circuit(1);
      for (int minutes = 0; minutes < 24 * 60 - 9; minutes += 9) {
        relays.pass(Duration.ofMinutes(9));
        assertServes(circuit);
      }
      relays.pass(Duration.ofMinutes(9).plusSeconds(10));
      assertThat(circuit.destroyed()).isEqualTo(DestroyReason.TIMEOUT);
    }
  }

  @Test
  void aHandshakeThatDoesNotGoOnEnds() {
    try (Relays relays = Relays.virtual(1)) {
      RawLink link = relays.link(0);
      int id = link.newId();
      byte[] hello = RawCircuit.handshake(relays.target(0)).hello();
      link.send(HandshakeCells.split(id, CellCommand.CREATE, hello).get(0));
      await().until(() -> relays.node(0).counters().circuits() == 1);
      relays.pass(Duration.ofSeconds(20));
      Cell answer = link.next(id);
      assertThat(answer.command()).isEqualTo(CellCommand.DESTROY);
      assertThat(DestroyReason.in(answer)).isEqualTo(DestroyReason.TIMEOUT);
    }
  }

  @Test
  void aDialledLinkWithoutCircuitsIsClosed() {
    try (Relays relays = Relays.virtual(2)) {
      RawCircuit circuit = relays.circuit(2);
      assertThat(relays.node(0).counters().links()).isEqualTo(2);
      circuit.destroy();
      await().until(() -> relays.node(1).counters().circuits() == 0);
      relays.pass(Duration.ofSeconds(190));
      await().until(() -> relays.node(0).counters().links() == 1);
      assertServes(relays.circuit(2));
    }
  }

  /** A relay that takes links and says nothing. */
  private static LinkTarget silent(Reactor reactor, SecureRandom random) {
    LinkCertificate certificate = LinkCertificate.generate(random);
    LinkListener deaf =
        new LinkListener() {
          @Override
          public void onCell(Link link, byte[] cell) {}

          @Override
          public void onClosed(Link link) {}
        };
    LinkServer server =
        RawLink.await(
            LinkServer.bind(
                reactor,
                TlsContext.relay(),
                certificate,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                link -> deaf,
                LinkLimits.defaults()));
    return new LinkTarget(
        Bytes32.ZERO, Bytes32.ZERO, certificate.hash(), List.of(server.address()));
  }

  @Test
  void anExtensionThatIsNotAnsweredIsTruncatedAndTheCircuitStays() {
    try (Relays relays = Relays.virtual(2)) {
      LinkTarget silent = silent(relays.node(0).reactor, new SecureRandom());
      relays.publish(List.of(relays.target(1), silent));
      RawCircuit circuit = relays.circuit(1);
      circuit.sendExtend(CellCommand.RELAY_EARLY, silent, new byte[1312]);
      await().until(() -> relays.node(0).counters().links() == 2);
      relays.pass(Duration.ofSeconds(20));
      assertThat(circuit.receive())
          .isEqualTo(new RelayMessage(RelayCommand.TRUNCATED, DestroyReason.TIMEOUT.encode()));
      circuit.extend(relays.target(1));
      assertServes(circuit);
    }
  }

  @Test
  void aRelayThatDoesNotListenIsUnreachable() {
    try (Relays relays = Relays.start(2)) {
      relays.node(1).relay.close();
      relays.node(1).settle();
      assertUnreachable(relays, relays.target(1));
    }
  }

  @Test
  void aRelayWithAnotherCertificateIsNotConnectedTo() {
    try (Relays relays = Relays.start(2)) {
      LinkTarget real = relays.target(1);
      LinkTarget forged =
          new LinkTarget(
              real.identity(), real.onionKey(), Bytes32.of(new byte[32]), real.addresses());
      relays.publish(List.of(forged));
      assertUnreachable(relays, forged);
    }
  }

  private static void assertUnreachable(Relays relays, LinkTarget target) {
    RawCircuit circuit = relays.circuit(1);
    circuit.sendExtend(CellCommand.RELAY_EARLY, target, RawCircuit.handshake(target).hello());
    assertThat(circuit.receive())
        .isEqualTo(new RelayMessage(RelayCommand.TRUNCATED, DestroyReason.UNREACHABLE.encode()));
    assertServes(circuit);
  }
}
