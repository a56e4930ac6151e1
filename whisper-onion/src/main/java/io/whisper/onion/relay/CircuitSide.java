package io.whisper.onion.relay;

import io.whisper.onion.cell.Cell;

/**
 * One side of a circuit at a relay: a circuit id on a link, toward the client or toward the end.
 */
final class CircuitSide {

  private final LinkCircuits link;
  private final int id;
  private final RelayCircuit circuit;

  CircuitSide(LinkCircuits link, int id, RelayCircuit circuit) {
    this.link = link;
    this.id = id;
    this.circuit = circuit;
  }

  LinkCircuits link() {
    return link;
  }

  int id() {
    return id;
  }

  RelayCircuit circuit() {
    return circuit;
  }

  /**
   * Sends a cell on this side, whose circuit id it sets.
   *
   * @return false when the queue of the circuit is full: it must be destroyed
   */
  boolean send(Cell cell) {
    cell.circuitId(id);
    return link.send(id, cell);
  }

  /** How many cells wait on this side. */
  int queued() {
    return link.queued(id);
  }
}
