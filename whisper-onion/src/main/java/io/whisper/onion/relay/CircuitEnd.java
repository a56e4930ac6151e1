package io.whisper.onion.relay;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.Extend;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.cell.RelayMessageReader;
import io.whisper.onion.flow.ReceiveWindow;
import io.whisper.onion.flow.SendWindow;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of a circuit ends at this relay: its relay messages and its credit, the service that it
 * belongs to, and the splice to another circuit.
 *
 * <p>A message that is not expected ends the circuit. See docs/protocol.md, section 7.4.
 */
final class CircuitEnd implements ServedCircuit {

  private final RunningRelay relay;
  private final RelayCircuit circuit;
  private final byte[] binding;
  private final RelayMessageReader reader;
  private final ReceiveWindow incoming = new ReceiveWindow();
  private final Outbox outbox;

  private @Nullable RelayService service;
  private @Nullable Object attachment;
  private @Nullable CircuitEnd partner;
  private boolean early;
  private int partialBytes;

  CircuitEnd(RunningRelay relay, RelayCircuit circuit, byte[] binding) {
    this.relay = relay;
    this.circuit = circuit;
    this.binding = binding;
    this.reader = new RelayMessageReader(relay.services().limits());
    this.outbox = new Outbox(relay, circuit);
  }

  /** Takes a cell that is for this relay. */
  void received(Cell cell, boolean inEarly) {
    byte[] array = cell.array();
    boolean begins = !reader.partial();
    if (begins) {
      early = inEarly;
    }
    boolean credit = begins && (array[Cell.PAYLOAD_OFFSET] & 0xff) == RelayCommand.CREDIT;
    if (inEarly != early || (!inEarly && !credit && !incoming.arrived())) {
      circuit.violation();
      return;
    }
    if (!inEarly && !credit) {
      taken(array);
      if (circuit.closed()) {
        return;
      }
    }
    RelayMessage message = reader.read(cell);
    countPartial();
    if (reader.failed()) {
      circuit.violation();
    } else if (message != null) {
      dispatch(message);
    }
  }

  private void countPartial() {
    int now = reader.partial() ? partialBytes + Cell.SIZE : 0;
    relay.waiting().add((long) now - partialBytes);
    partialBytes = now;
  }

  private void dispatch(RelayMessage message) {
    boolean allowed =
        switch (message.command()) {
          case RelayCommand.EXTEND -> early && extend(message);
          case RelayCommand.CREDIT -> !early && credited(message.data());
          case RelayCommand.DROP -> !early;
          default -> !early && serve(message);
        };
    if (!allowed) {
      circuit.violation();
    }
  }

  private boolean credited(byte[] tag) {
    if (!outbox.credited(tag)) {
      return false;
    }
    RelayService served = service;
    if (served != null && partner == null && sendable() > 0) {
      relay.services().sendable(served, this);
    }
    return true;
  }

  private boolean extend(RelayMessage message) {
    Optional<Extend> extend = Extend.decode(message.data());
    if (extend.isEmpty() || service != null || circuit.leadsOn()) {
      return false;
    }
    circuit.extend(extend.get());
    return true;
  }

  private boolean serve(RelayMessage message) {
    RelayService responsible = relay.services().of(message.command());
    if (responsible == null
        || circuit.leadsOn()
        || partner != null
        || (service != null && !service.equals(responsible))) {
      return false;
    }
    service = responsible;
    relay.services().deliver(responsible, this, message);
    return true;
  }

  /**
   * Takes a body that is for no hop, as the end of the circuit may send through a splice.
   *
   * @return false when the circuit is not spliced or had no credit for it
   */
  boolean cross(Cell cell) {
    CircuitEnd other = partner;
    if (other == null || !incoming.arrived()) {
      return false;
    }
    other.outbox.cross(cell, this);
    return true;
  }

  /** Counts a cell as taken, and returns credit when it is due. */
  void taken(byte[] cell) {
    if (incoming.taken()) {
      outbox.credit(
          Arrays.copyOfRange(cell, Cell.BODY_OFFSET, Cell.BODY_OFFSET + SendWindow.TAG_LENGTH));
    }
  }

  /** Sends a message of the relay's own or of a service. */
  void send(RelayMessage message) {
    if (!circuit.closed()) {
      outbox.send(message);
    }
  }

  /** The bytes that wait here. */
  long waitingBytes() {
    return (long) outbox.waitingBytes() + partialBytes;
  }

  /** The circuit is gone. */
  void onClosed() {
    relay.waiting().add(-partialBytes);
    partialBytes = 0;
    outbox.clear();
    CircuitEnd other = partner;
    if (other != null) {
      other.destroy(DestroyReason.CLOSED);
    }
    RelayService served = service;
    if (served != null) {
      relay.services().closed(served, this);
    }
    attachment = null;
  }

  @Override
  public void send(int command, byte[] data) {
    send(new RelayMessage(command, data));
  }

  @Override
  public byte[] binding() {
    return binding.clone();
  }

  @Override
  public void splice(ServedCircuit other) {
    if (!(other instanceof CircuitEnd that) || that == this || that.relay != relay) {
      throw new IllegalArgumentException("only two circuits of one relay can be spliced");
    }
    if (partner != null || that.partner != null) {
      throw new IllegalStateException("spliced already");
    }
    if (closed() || that.closed()) {
      destroy(DestroyReason.CLOSED);
      that.destroy(DestroyReason.CLOSED);
      return;
    }
    partner = that;
    that.partner = this;
  }

  @Override
  public void destroy(DestroyReason reason) {
    circuit.destroy(reason);
  }

  @Override
  public boolean spliced() {
    return partner != null;
  }

  @Override
  public boolean closed() {
    return circuit.closed();
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(@Nullable Object attached) {
    attachment = attached;
  }

  @Override
  public Object linkKey() {
    return circuit.client().link().key();
  }

  @Override
  public int sendable() {
    return closed() ? 0 : outbox.sendable();
  }
}
