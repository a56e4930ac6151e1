package io.whisper.onion.relay;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.HandshakeCells;
import java.util.Optional;

/**
 * A circuit being made: the CREATE cells are put together, a worker answers the handshake, and the
 * CREATED cells go back. See docs/protocol.md, section 7.1.
 */
final class Creation {

  private final RunningRelay relay;
  private final RelayCircuit circuit;
  private final HandshakeCells question = new HandshakeCells(CellCommand.CREATE);
  private boolean answering;

  Creation(RunningRelay relay, RelayCircuit circuit) {
    this.relay = relay;
    this.circuit = circuit;
  }

  void accept(Cell cell) {
    if (answering || !question.accept(cell)) {
      circuit.violation();
    } else if (question.complete()) {
      answering = true;
      answer();
    }
  }

  private void answer() {
    RunningRelay.when(
        relay.handshakes().answer(question.handshake()),
        (answer, failure) -> {
          if (circuit.closed()) {
            if (answer != null) {
              answer.ifPresent(HandshakeAnswer::close);
            }
          } else if (answer == null) {
            relay.counters().refused.increment();
            circuit.destroy(DestroyReason.LIMIT);
          } else {
            answered(answer);
          }
        });
  }

  private void answered(Optional<HandshakeAnswer> answer) {
    if (answer.isEmpty()) {
      circuit.violation();
      return;
    }
    HandshakeAnswer keys = answer.get();
    CircuitSide client = circuit.client();
    circuit.created(keys.layer(), keys.binding());
    for (Cell cell : HandshakeCells.split(client.id(), CellCommand.CREATED, keys.reply())) {
      if (!circuit.closed() && !client.send(cell)) {
        circuit.destroy(DestroyReason.LIMIT);
      }
    }
  }
}
