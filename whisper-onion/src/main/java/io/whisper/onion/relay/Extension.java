package io.whisper.onion.relay;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.Extend;
import io.whisper.onion.cell.HandshakeCells;
import io.whisper.onion.directory.RelayEntry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An extension under way: the target is looked up in the live consensus, a link to it is found or
 * dialled, its CREATE sent and its CREATED awaited.
 *
 * <p>Whatever fails is answered with TRUNCATED, and the circuit stays as it was. See
 * docs/protocol.md, section 7.1.
 */
final class Extension {

  private final RunningRelay relay;
  private final RelayCircuit circuit;
  private final Extend message;
  private final int begunAt;
  private final HandshakeCells answer = new HandshakeCells(CellCommand.CREATED);
  private @Nullable CircuitSide side;
  private boolean over;

  Extension(RunningRelay relay, RelayCircuit circuit, Extend message) {
    this.relay = relay;
    this.circuit = circuit;
    this.message = message;
    this.begunAt = relay.tick();
  }

  void start() {
    Optional<RelayEntry> target =
        relay.consensus().current().flatMap(consensus -> consensus.relay(message.identity()));
    if (target.isEmpty()) {
      fail(DestroyReason.UNREACHABLE);
      return;
    }
    RunningRelay.when(
        relay.links().to(target.get().target()),
        (link, failure) -> {
          if (over) {
            return;
          }
          if (link == null) {
            fail(DestroyReason.UNREACHABLE);
          } else {
            create(link);
          }
        });
  }

  private void create(LinkCircuits link) {
    CircuitSide opened = link.open(circuit);
    if (opened == null) {
      fail(DestroyReason.LIMIT);
      return;
    }
    side = opened;
    for (Cell cell : HandshakeCells.split(opened.id(), CellCommand.CREATE, message.handshake())) {
      if (!over && !opened.send(cell)) {
        fail(DestroyReason.LIMIT);
      }
    }
  }

  /** Takes a cell of the answer. */
  void accept(Cell cell) {
    CircuitSide opened = side;
    if (opened == null || !answer.accept(cell)) {
      relay.counters().malformed.increment();
      fail(DestroyReason.PROTOCOL);
    } else if (answer.complete()) {
      over = true;
      circuit.extended(opened, answer.handshake());
    }
  }

  /** The target destroyed the circuit instead of answering, or the link to it is gone. */
  void refused(DestroyReason reason) {
    over = true;
    circuit.truncated(reason);
  }

  /** Gives up when the answer did not come in time. */
  void expire(int tick) {
    if (tick - begunAt >= RunningRelay.PATIENCE_TICKS) {
      fail(DestroyReason.TIMEOUT);
    }
  }

  private void fail(DestroyReason reason) {
    cancel(reason);
    circuit.truncated(reason);
  }

  /** Forgets the extension and what the target knows of it. */
  void cancel(DestroyReason reason) {
    over = true;
    if (side != null) {
      side.link().end(side.id(), reason);
    }
  }
}
