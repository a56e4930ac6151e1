package io.whisper.onion.relay;

import static io.whisper.onion.relay.Relays.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.flow.SendWindow;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RelayCreditTest {

  private static Relays relays;

  @BeforeAll
  static void start() {
    relays = Relays.start(2);
  }

  @AfterAll
  static void stop() {
    relays.close();
  }

  @Test
  void theRelaySendsNoMoreThanTheWindow() {
    RawCircuit circuit = relays.circuit(1);
    circuit.keepCredit();
    circuit.send(TestService.ANSWERS, TestService.answers(300, 400));
    for (int i = 0; i < SendWindow.SIZE; i++) {
      circuit.receive();
    }
    await().until(() -> relays.node(0).counters().queuedBytes() >= 44 * 514);
    assertThat(circuit.link.unread(circuit.id)).isZero();
  }

  @Test
  void aMessageWaitsUntilTheWholeOfItFits() {
    RawCircuit circuit = relays.circuit(1);
    circuit.keepCredit();
    // Two of 100 cells fit, a third does not: it is not begun.
    circuit.send(TestService.ANSWERS, TestService.answers(3, 490 + 99 * 493));
    circuit.receive();
    circuit.receive();
    await().until(() -> relays.node(0).counters().queuedBytes() >= 100 * 514);
    assertThat(circuit.link.unread(circuit.id)).isZero();
    assertThat(circuit.uncredited()).isEqualTo(200);
  }

  @Test
  void whoSendsWithoutCreditLosesTheCircuit() {
    RawCircuit circuit = relays.circuit(2);
    RawCircuit other = relays.circuit(2);
    // Cells that end at a relay bring credit as they arrive; only a splice holds it back.
    byte[] cookie = {1};
    circuit.send(TestService.JOIN, cookie);
    other.send(TestService.JOIN, cookie);
    circuit.receive();
    other.receive();
    other.keepCredit();
    for (int i = 0; i < 2 * SendWindow.SIZE + SendWindow.STEP; i++) {
      circuit.sendEndToEndWithoutCredit(new byte[509]);
    }
    assertThat(circuit.destroyedAtLast()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void aServiceIsToldWhenMoreMayLeave() {
    RawCircuit circuit = relays.circuit(1);
    int count = 3 * SendWindow.SIZE;
    circuit.send(TestService.DRIP, ByteBuffer.allocate(4).putInt(count).array());
    for (int i = 0; i < count; i++) {
      assertThat(circuit.receive().command()).isEqualTo(TestService.DRIP);
    }
    assertThat(relays.node(0).counters().queuedBytes()).isZero();
  }

  @Test
  void creditWithAnotherTagEndsTheCircuit() {
    RawCircuit circuit = relays.circuit(2);
    circuit.keepCredit();
    circuit.send(TestService.ANSWERS, TestService.answers(32, 1));
    for (int i = 0; i < 32; i++) {
      circuit.receive();
    }
    circuit.sendMessage(1, CellCommand.RELAY, new RelayMessage(RelayCommand.CREDIT, new byte[16]));
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void creditThatIsNotDueEndsTheCircuit() {
    RawCircuit circuit = relays.circuit(2);
    circuit.send(TestService.ANSWERS, TestService.answers(1, 1));
    circuit.receive();
    circuit.sendMessage(1, CellCommand.RELAY, new RelayMessage(RelayCommand.CREDIT, new byte[16]));
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }

  @Test
  void malformedCreditEndsTheCircuit() {
    RawCircuit circuit = relays.circuit(2);
    circuit.sendMessage(1, CellCommand.RELAY, new RelayMessage(RelayCommand.CREDIT, new byte[15]));
    assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
  }
}
