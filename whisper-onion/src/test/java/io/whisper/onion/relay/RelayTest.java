package io.whisper.onion.relay;

import static io.whisper.onion.relay.Relays.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayTest {

  private static Relays relays;

  @BeforeAll
  static void start() {
    relays = Relays.start(4);
  }

  @AfterAll
  static void stop() {
    relays.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aMessageGoesToTheLastRelayAndBack(int hops) {
    RawCircuit circuit = relays.circuit(hops);
    for (int i = 0; i < 10; i++) {
      circuit.send(TestService.ECHO, bytes("message " + i));
      assertThat(circuit.receive())
          .isEqualTo(new RelayMessage(TestService.ECHO, bytes("message " + i)));
    }
  }

  @Test
  void theRelaysBetweenCountWhatTheyPassOn() {
    long forwarded = relays.node(1).counters().forwardedCells();
    RawCircuit circuit = relays.circuit(3);
    long built = relays.node(1).counters().forwardedCells();
    // EXTEND went no further than this relay and came back over it.
    assertThat(built - forwarded).isZero();
    for (int i = 0; i < 10; i++) {
      circuit.send(TestService.ECHO, bytes("x"));
      circuit.receive();
    }
    assertThat(relays.node(1).counters().forwardedCells() - built).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {490, 491, 983, 984, 4096, 65_535})
  void longMessagesCrossInBothDirections(int length) {
    RawCircuit circuit = relays.circuit(3);
    byte[] data = TestService.pattern(length);
    circuit.send(TestService.ECHO, data);
    assertThat(circuit.receive()).isEqualTo(new RelayMessage(TestService.ECHO, data));
  }

  @Test
  void moreThanAWindowCrossesWithCredit() {
    RawCircuit circuit = relays.circuit(2);
    for (int i = 0; i < 1000; i++) {
      circuit.send(TestService.NOTE, bytes("cell " + i));
    }
    circuit.send(TestService.ANSWERS, TestService.answers(3, 60_000));
    for (int i = 0; i < 3; i++) {
      assertThat(circuit.receive().data()).isEqualTo(TestService.pattern(60_000));
    }
  }

  @Test
  void coverIsIgnoredAndBringsCredit() {
    RawCircuit circuit = relays.circuit(2);
    for (int i = 0; i < 600; i++) {
      circuit.send(RelayCommand.DROP, new byte[0]);
    }
    circuit.send(TestService.ECHO, bytes("still there"));
    assertThat(circuit.receive().data()).isEqualTo(bytes("still there"));
  }

  @Test
  void coverToAMiddleRelayIsIgnored() {
    RawCircuit circuit = relays.circuit(3);
    for (int i = 0; i < 300; i++) {
      circuit.sendMessage(1, CellCommand.RELAY, new RelayMessage(RelayCommand.DROP, new byte[0]));
    }
    circuit.send(TestService.ECHO, bytes("still there"));
    assertThat(circuit.receive().data()).isEqualTo(bytes("still there"));
  }

  @Test
  void bothEndsKnowTheBinding() {
    RawCircuit circuit = relays.circuit(3);
    circuit.send(TestService.BINDING, new byte[0]);
    assertThat(circuit.receive().data()).isEqualTo(circuit.binding());
  }

  @Test
  void destroyByTheClientReachesTheLastRelay() throws InterruptedException {
    RawCircuit circuit = relays.circuit(3);
    circuit.send(TestService.ECHO, bytes("x"));
    circuit.receive();
    relays.node(2).service.closed.clear();
    circuit.destroy();
    assertThat(relays.node(2).service.closed.poll(RawLink.PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isNotNull();
  }

  @Test
  void destroyByTheLastRelayReachesTheClient() {
    RawCircuit circuit = relays.circuit(3);
    circuit.send(TestService.LEAVE, new byte[0]);
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.CLOSED);
  }

  @Test
  void aServiceThatFailsCostsTheCircuitOnly() {
    RawCircuit circuit = relays.circuit(2);
    RawCircuit other = RawCircuit.over(circuit.link, relays.targets().subList(0, 2));
    circuit.send(TestService.FAIL, new byte[0]);
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.NONE);
    other.send(TestService.ECHO, bytes("still there"));
    assertThat(other.receive().data()).isEqualTo(bytes("still there"));
  }

  @Test
  void manyCircuitsShareTheLinkBetweenTwoRelays() {
    relays.circuit(2);
    long links = relays.node(1).counters().links();
    for (int i = 0; i < 20; i++) {
      RawCircuit circuit = relays.circuit(2);
      circuit.send(TestService.ECHO, bytes("x"));
      circuit.receive();
    }
    assertThat(relays.node(1).counters().links()).isEqualTo(links);
  }

  @Test
  void aLinkThatTheOtherRelayDialledIsUsedAsWell() {
    try (Relays two = Relays.start(2)) {
      RawCircuit forth = two.circuit(2);
      assertThat(two.node(0).counters().links()).isEqualTo(2);
      RawCircuit back = RawCircuit.create(two.link(1), two.target(1));
      back.extend(two.target(0));
      back.send(TestService.ECHO, bytes("back"));
      assertThat(back.receive().data()).isEqualTo(bytes("back"));
      forth.send(TestService.ECHO, bytes("forth"));
      assertThat(forth.receive().data()).isEqualTo(bytes("forth"));
      assertThat(two.node(0).counters().links()).as("client and other relay").isEqualTo(2);
      assertThat(two.node(1).counters().links()).as("client and other relay").isEqualTo(2);
    }
  }

  @Test
  void aPathMayLeadBackToARelayAndEvenToItself() {
    RawCircuit circuit = RawCircuit.create(relays.link(0), relays.target(0));
    circuit.extend(relays.target(1));
    circuit.extend(relays.target(0));
    circuit.extend(relays.target(0));
    circuit.send(TestService.ECHO, bytes("round"));
    assertThat(circuit.receive().data()).isEqualTo(bytes("round"));
  }

  @Test
  void aLostLinkEndsItsCircuitsOnly() {
    RawCircuit lost = relays.circuit(3);
    RawCircuit kept = relays.circuit(3);
    lost.send(TestService.ECHO, bytes("x"));
    lost.receive();
    long standing = relays.node(2).counters().circuits();
    lost.link.close();
    await().until(() -> relays.node(2).counters().circuits() == standing - 1);
    kept.send(TestService.ECHO, bytes("still there"));
    assertThat(kept.receive().data()).isEqualTo(bytes("still there"));
  }

  @Test
  void aLostRelayEndsTheCircuitsOverIt() {
    try (Relays three = Relays.start(3)) {
      RawCircuit circuit = three.circuit(3);
      three.node(1).relay.close();
      assertThat(circuit.destroyed()).isNotEqualTo(DestroyReason.PROTOCOL);
    }
  }

  @Test
  void aRelayThatStartsAgainWithItsKeysTakesUpItsPlace() {
    try (Relays two = Relays.start(2)) {
      RawCircuit before = two.circuit(2);
      two.restart(1);
      before.destroyed();
      RawCircuit after = two.circuit(2);
      after.send(TestService.ECHO, bytes("again"));
      assertThat(after.receive().data()).isEqualTo(bytes("again"));
    }
  }
}
