package io.whisper.onion.relay;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.Extend;
import io.whisper.onion.cell.Extended;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.layer.RelayLayer;
import org.jspecify.annotations.Nullable;

/**
 * One circuit at a relay: a side toward the client, perhaps a side toward the next relay, and the
 * onion layer between them.
 *
 * <p>A cell from the client is for this relay ({@link CircuitEnd}), for the next one, or for the
 * circuit that this one is spliced to; anything else ends the circuit. A cell from the next relay
 * goes to the client. See docs/protocol.md, section 7.4.
 */
final class RelayCircuit {

  private final RunningRelay relay;
  private final CircuitSide client;
  private final int bornAt;

  private @Nullable Creation creation;
  private @Nullable RelayLayer layer;
  private @Nullable CircuitEnd end;
  private @Nullable Extension extension;
  private @Nullable CircuitSide next;
  private int earlyCells;
  private int lastUsedAt;
  private boolean closed;

  RelayCircuit(RunningRelay relay, LinkCircuits link, int id) {
    this.relay = relay;
    this.client = new CircuitSide(link, id, this);
    this.bornAt = relay.tick();
    this.lastUsedAt = bornAt;
    this.creation = new Creation(relay, this);
  }

  CircuitSide client() {
    return client;
  }

  boolean closed() {
    return closed;
  }

  /** Whether the circuit goes on to another relay, or is about to. */
  boolean leadsOn() {
    return next != null || extension != null;
  }

  /** Takes a cell that came on one of the circuit's sides. */
  void received(CircuitSide side, Cell cell, CellCommand command) {
    lastUsedAt = relay.tick();
    if (side == client) {
      fromClient(cell, command);
    } else {
      fromNext(side, cell, command);
    }
  }

  private void fromClient(Cell cell, CellCommand command) {
    switch (command) {
      case RELAY, RELAY_EARLY -> towardEnd(cell, command);
      case CREATE, CREATE_MORE -> {
        Creation assembling = creation;
        if (assembling == null) {
          violation();
        } else {
          assembling.accept(cell);
        }
      }
      case DESTROY -> destroyedBy(client, DestroyReason.in(cell));
      default -> violation();
    }
  }

  private void towardEnd(Cell cell, CellCommand command) {
    RelayLayer keys = layer;
    CircuitEnd here = end;
    if (keys == null || here == null) {
      violation();
      return;
    }
    boolean early = command == CellCommand.RELAY_EARLY;
    if (early && ++earlyCells > RunningRelay.MAXIMUM_EARLY_CELLS) {
      violation();
      return;
    }
    if (keys.forward(command.code(), cell.array(), Cell.BODY_OFFSET)) {
      relay.counters().endedCells.increment();
      here.received(cell, early);
    } else if (next != null) {
      relay.counters().forwardedCells.increment();
      if (!early) {
        relay.counters().outwardCells.increment();
      }
      sendOn(next, cell);
    } else if (early || !here.cross(cell)) {
      violation();
    }
  }

  private void fromNext(CircuitSide side, Cell cell, CellCommand command) {
    RelayLayer keys = layer;
    Extension pending = extension;
    if (command == CellCommand.DESTROY) {
      destroyedBy(side, DestroyReason.in(cell));
    } else if (pending != null) {
      pending.accept(cell);
    } else if (command == CellCommand.RELAY && keys != null) {
      keys.backwardPass(command.code(), cell.array(), Cell.BODY_OFFSET);
      relay.counters().forwardedCells.increment();
      sendOn(client, cell);
    } else {
      violation();
    }
  }

  private void sendOn(CircuitSide side, Cell cell) {
    PassingService hand = relay.services().passing();
    if (hand == null) {
      onward(side, cell);
    } else {
      hand.onPassing(
          cell,
          passed -> {
            if (!closed) {
              onward(side, passed);
            }
          });
    }
  }

  private void onward(CircuitSide side, Cell cell) {
    if (!side.send(cell)) {
      destroy(DestroyReason.LIMIT);
    }
  }

  /** The handshake was answered: the circuit ends here, for now. */
  void created(RelayLayer keys, byte[] binding) {
    creation = null;
    layer = keys;
    end = new CircuitEnd(relay, this, binding);
    relay.counters().created.increment();
  }

  /** Sends a cell of this relay's own toward the client; its payload is in place. */
  boolean originate(Cell cell) {
    RelayLayer keys = layer;
    if (keys == null) {
      throw new IllegalStateException("no keys yet");
    }
    cell.command(CellCommand.RELAY);
    keys.backwardOriginate(CellCommand.RELAY.code(), cell.array(), Cell.BODY_OFFSET);
    relay.counters().originatedCells.increment();
    return client.send(cell);
  }

  /** Sends an end-to-end body that crossed a splice toward the client. */
  boolean pass(Cell cell) {
    RelayLayer keys = layer;
    if (keys == null) {
      throw new IllegalStateException("no keys yet");
    }
    cell.command(CellCommand.RELAY);
    keys.backwardPass(CellCommand.RELAY.code(), cell.array(), Cell.BODY_OFFSET);
    relay.counters().splicedCells.increment();
    return client.send(cell);
  }

  /** Begins an extension that the client asked for. */
  void extend(Extend message) {
    Extension begun = new Extension(relay, this, message);
    extension = begun;
    begun.start();
  }

  /** The next relay answered. */
  void extended(CircuitSide side, byte[] handshake) {
    extension = null;
    next = side;
    relay.counters().extended.increment();
    answer(RelayCommand.EXTENDED, new Extended(handshake).encode());
  }

  /** The extension failed; the circuit ends here as before. */
  void truncated(DestroyReason reason) {
    extension = null;
    relay.counters().failedExtensions.increment();
    answer(RelayCommand.TRUNCATED, reason.encode());
  }

  private void answer(int command, byte[] data) {
    if (end != null) {
      end.send(new RelayMessage(command, data));
    }
  }

  /** The other side of a link ended the circuit, or the link is gone. */
  void destroyedBy(CircuitSide side, DestroyReason reason) {
    side.link().remove(side.id());
    Extension pending = extension;
    if (side == client) {
      destroy(reason);
    } else if (pending != null) {
      pending.refused(reason);
    } else {
      next = null;
      destroy(reason);
    }
  }

  /** Something came that the protocol does not allow. */
  void violation() {
    relay.counters().malformed.increment();
    destroy(DestroyReason.PROTOCOL);
  }

  /** Ends the circuit when it was idle, or stood, or took too long to be made. */
  void expire(int tick) {
    Extension pending = extension;
    if (tick - lastUsedAt >= relay.idleTicks()
        || tick - bornAt >= relay.ageTicks()
        || (creation != null && tick - bornAt >= RunningRelay.PATIENCE_TICKS)) {
      destroy(DestroyReason.TIMEOUT);
    } else if (pending != null) {
      pending.expire(tick);
    }
  }

  /** The bytes that wait for this circuit at this relay. */
  long waitingBytes() {
    long cells = client.queued() + (next == null ? 0L : next.queued());
    return cells * Cell.SIZE + (end == null ? 0 : end.waitingBytes());
  }

  /** Ends the circuit and tells those neighbours that do not know yet. */
  void destroy(DestroyReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    relay.counters().destroyed.increment();
    client.link().end(client.id(), reason);
    if (extension != null) {
      extension.cancel(reason);
      extension = null;
    }
    if (next != null) {
      next.link().end(next.id(), reason);
      next = null;
    }
    creation = null;
    if (layer != null) {
      layer.close();
      layer = null;
    }
    if (end != null) {
      end.onClosed();
    }
  }
}
