package io.whisper.onion.relay;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.Credit;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.cell.RelayMessageWriter;
import io.whisper.onion.flow.SendWindow;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a relay sends toward the client of a circuit that ends there: messages that wait for the
 * client's credit, and behind them the end-to-end cells that came over a splice.
 *
 * <p>Messages are bounded in bytes, and the one that goes over the bound destroys the circuit.
 * Cells of a splice are bounded by the credit of the circuit that they came on: it is returned only
 * when they leave here.
 */
final class Outbox {

  private final RunningRelay relay;
  private final RelayCircuit circuit;
  private final SendWindow window = new SendWindow();
  private @Nullable Queue<RelayMessage> messages;
  private @Nullable Queue<Cell> crossing;
  private @Nullable CircuitEnd crossingFrom;
  private int waitingBytes;

  Outbox(RunningRelay relay, RelayCircuit circuit) {
    this.relay = relay;
    this.circuit = circuit;
  }

  int waitingBytes() {
    return waitingBytes;
  }

  int sendable() {
    return empty(messages) && empty(crossing) ? window.available() : 0;
  }

  /** Sends a message, or keeps it until there is credit for the whole of it. */
  void send(RelayMessage message) {
    if (empty(messages) && window.available() >= message.cells()) {
      write(message);
      return;
    }
    int bytes = size(message);
    if (waitingBytes + bytes > relay.settings().waitingBytesPerCircuit()) {
      circuit.destroy(DestroyReason.LIMIT);
      return;
    }
    if (messages == null) {
      messages = new ArrayDeque<>();
    }
    messages.add(message);
    account(bytes);
  }

  /** Returns credit: never counted, and at once. */
  void credit(byte[] tag) {
    if (!circuit.closed()) {
      write(new RelayMessage(RelayCommand.CREDIT, new Credit(tag).encode()));
    }
  }

  /**
   * Takes credit from the client.
   *
   * @return false when it is not for the cell that was due
   */
  boolean credited(byte[] tag) {
    if (!window.credited(tag)) {
      return false;
    }
    drain();
    return true;
  }

  /** Takes an end-to-end cell that came on another circuit. */
  void cross(Cell cell, CircuitEnd from) {
    if (empty(messages) && empty(crossing) && window.available() > 0) {
      pass(cell, from);
      return;
    }
    if (crossing == null) {
      crossing = new ArrayDeque<>();
    }
    crossing.add(Cell.wrap(cell.array().clone()));
    crossingFrom = from;
    account(Cell.SIZE);
  }

  private void drain() {
    Queue<RelayMessage> waiting = messages;
    while (waiting != null && !circuit.closed()) {
      RelayMessage message = waiting.peek();
      if (message == null) {
        break;
      }
      if (window.available() < message.cells()) {
        return;
      }
      waiting.remove();
      account(-size(message));
      write(message);
    }
    Queue<Cell> held = crossing;
    CircuitEnd from = crossingFrom;
    while (held != null && from != null && !circuit.closed() && window.available() > 0) {
      Cell cell = held.poll();
      if (cell == null) {
        return;
      }
      account(-Cell.SIZE);
      pass(cell, from);
    }
  }

  private void pass(Cell cell, CircuitEnd from) {
    // First the other side's credit: the tag is gone once this side's layer has been put on.
    from.taken(cell.array());
    if (circuit.closed()) {
      return;
    }
    boolean taken = circuit.pass(cell);
    window.sent(cell.array(), Cell.BODY_OFFSET);
    if (!taken) {
      circuit.destroy(DestroyReason.LIMIT);
    }
  }

  private void write(RelayMessage message) {
    boolean counted = message.command() != RelayCommand.CREDIT;
    RelayMessageWriter writer = new RelayMessageWriter(message);
    Cell cell = Cell.of(circuit.client().id(), CellCommand.RELAY);
    while (writer.hasNext() && !circuit.closed()) {
      writer.next(cell);
      boolean taken = circuit.originate(cell);
      if (counted) {
        window.sent(cell.array(), Cell.BODY_OFFSET);
      }
      if (!taken) {
        circuit.destroy(DestroyReason.LIMIT);
      }
    }
  }

  /** Forgets what waits. */
  void clear() {
    messages = null;
    crossing = null;
    account(-waitingBytes);
  }

  private void account(int bytes) {
    waitingBytes += bytes;
    relay.waiting().add(bytes);
  }

  private static boolean empty(@Nullable Queue<?> queue) {
    return queue == null || queue.isEmpty();
  }

  private static int size(RelayMessage message) {
    return message.cells() * Cell.SIZE;
  }
}
