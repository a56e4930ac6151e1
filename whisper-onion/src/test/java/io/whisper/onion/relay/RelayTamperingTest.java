package io.whisper.onion.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayTamperingTest {

  private static final int HOPS = 3;

  @ParameterizedTest(name = "in front of relay {0}")
  @ValueSource(ints = {0, 1, 2})
  void oneChangedBitInAnyByteEndsTheCircuitAndDeliversNothing(int hop) {
    RelayMessage message = new RelayMessage(TestService.NOTE, TestService.pattern(300));
    try (Relays relays = Relays.start(HOPS)) {
      RawLink link = relays.link(0);
      for (int i = 0; i < Cell.BODY_SIZE; i++) {
        RawCircuit circuit = RawCircuit.over(link, relays.targets());
        circuit.sendTampered(message, hop, i, (i + hop) % 8);
        assertThat(circuit.destroyed())
            .as("byte %d in front of relay %d", i, hop)
            .isEqualTo(DestroyReason.PROTOCOL);
      }
      assertThat(relays.node(HOPS - 1).service.delivered).isEmpty();
      assertThat(relays.node(HOPS - 1).counters().malformed()).isEqualTo(Cell.BODY_SIZE);
    }
  }

  @Test
  void theSameCellUnchangedIsDelivered() {
    RelayMessage message = new RelayMessage(TestService.ECHO, TestService.pattern(300));
    try (Relays relays = Relays.start(HOPS)) {
      RawCircuit circuit = relays.circuit(HOPS);
      circuit.sendMessage(HOPS - 1, CellCommand.RELAY, message);
      assertThat(circuit.receive()).isEqualTo(message);
    }
  }

  @Test
  void aCellSentTwiceEndsTheCircuit() {
    try (Relays relays = Relays.start(HOPS)) {
      RawCircuit circuit = relays.circuit(HOPS);
      Cell cell = circuit.prepare(new RelayMessage(TestService.NOTE, new byte[1]));
      circuit.link.send(cell);
      circuit.link.send(cell);
      assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
      assertThat(relays.node(HOPS - 1).service.delivered).hasSize(1);
    }
  }

  @Test
  void cellsInAnotherOrderEndTheCircuit() {
    try (Relays relays = Relays.start(HOPS)) {
      RawCircuit circuit = relays.circuit(HOPS);
      Cell first = circuit.prepare(new RelayMessage(TestService.NOTE, new byte[1]));
      Cell second = circuit.prepare(new RelayMessage(TestService.NOTE, new byte[1]));
      circuit.link.send(second);
      circuit.link.send(first);
      assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
      assertThat(relays.node(HOPS - 1).service.delivered).isEmpty();
    }
  }

  @Test
  void aRelayCellSentAsEarlyEndsTheCircuit() {
    try (Relays relays = Relays.start(HOPS)) {
      RawCircuit circuit = relays.circuit(HOPS);
      Cell cell = circuit.prepare(new RelayMessage(TestService.NOTE, new byte[1]));
      cell.command(CellCommand.RELAY_EARLY);
      circuit.link.send(cell);
      assertThat(circuit.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
      assertThat(relays.node(HOPS - 1).service.delivered).isEmpty();
    }
  }
}
