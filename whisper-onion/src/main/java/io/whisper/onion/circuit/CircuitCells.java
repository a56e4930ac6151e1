package io.whisper.onion.circuit;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.Credit;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.Extend;
import io.whisper.onion.cell.HandshakeCells;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.cell.RelayMessageWriter;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.layer.ClientOnion;
import io.whisper.onion.layer.LayerKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one circuit at its client: the onion, the credit with each hop, and the messages by
 * which the circuit is made longer (docs/protocol.md, "Circuits").
 *
 * <p>Whatever is not expected ends the circuit with PROTOCOL. Confined to the endpoint's loop.
 */
final class CircuitCells {
  /** Where cells go: the circuit's place on a link. */
  interface Way {
    /** Sends a cell, which is copied; false when too much waits already. */
    boolean send(Cell cell);

    /** Gives the place back; with a reason, after telling the relay. */
    void leave(@Nullable DestroyReason reason);
  }

  /** Who owns the circuit. */
  interface Owner {
    /** The last hop sent a message. */
    void onMessage(RelayMessage message);

    /** A body for no hop came; false when it should not have. */
    boolean onEndToEnd(byte[] body);

    /** The last hop gave credit. */
    void onCredit();

    /** The circuit ended, whoever ended it. Called once. */
    void onEnd(DestroyReason reason);
  }

  private final Way way;
  private final Owner owner;
  private final ClientOnion onion = new ClientOnion();
  private final List<Hop> hops = new ArrayList<>(4);
  private final NextHop nextHop = new NextHop();
  private final Cell outgoing = Cell.of(0, CellCommand.RELAY);
  private final byte[] tag = new byte[Cell.TAG_SIZE];
  private final byte[] body = new byte[Cell.BODY_SIZE];

  /** Read from any thread by who only wonders. */
  private volatile boolean closed;

  CircuitCells(Way way, Owner owner) {
    this.way = way;
    this.owner = owner;
  }

  boolean closed() {
    return closed;
  }

  List<Hop> hops() {
    return hops;
  }

  private Hop last() {
    return hops.get(hops.size() - 1);
  }

  /** Asks the first relay for the circuit; completes with its answer to the handshake. */
  CompletableFuture<byte[]> create(byte[] hello) {
    CompletableFuture<byte[]> awaited = nextHop.awaitCreated();
    for (Cell cell : HandshakeCells.split(0, CellCommand.CREATE, hello)) {
      send(cell);
    }
    return awaited;
  }

  /** Asks the last hop to go on to this relay; completes with that relay's answer. */
  CompletableFuture<byte[]> extend(Bytes32 identity, byte[] hello) {
    CompletableFuture<byte[]> awaited = nextHop.awaitExtended();
    write(
        CellCommand.RELAY_EARLY,
        new RelayMessage(RelayCommand.EXTEND, new Extend(identity, hello).encode()));
    return awaited;
  }

  /** Makes the relay that answered a hop. */
  void addHop(LinkTarget relay, LayerKeys keys) {
    onion.addHop(keys);
    hops.add(new Hop(relay, keys.binding()));
  }

  /** How many cells the last hop can take now. */
  int window() {
    return closed || hops.isEmpty() ? 0 : last().outgoing.available();
  }

  /** Sends a message to the last hop, which has credit for it. */
  void write(RelayMessage message) {
    write(CellCommand.RELAY, message);
  }

  private void write(CellCommand command, RelayMessage message) {
    write(hops.size() - 1, command, message);
  }

  private void write(int hop, CellCommand command, RelayMessage message) {
    boolean counted = command == CellCommand.RELAY && message.command() != RelayCommand.CREDIT;
    RelayMessageWriter writer = new RelayMessageWriter(message);
    while (!closed && writer.hasNext()) {
      outgoing.command(command);
      writer.next(outgoing);
      onion.originate(hop, outgoing);
      if (counted) {
        count(hop);
      }
      send(outgoing);
    }
  }

  /** Sends a body of 509 bytes through the last hop, which has credit for it. */
  void writeEndToEnd(byte[] endToEnd) {
    outgoing.command(CellCommand.RELAY);
    System.arraycopy(endToEnd, 0, outgoing.array(), Cell.BODY_OFFSET, Cell.BODY_SIZE);
    onion.originateEndToEnd(outgoing);
    System.arraycopy(endToEnd, 0, tag, 0, Cell.TAG_SIZE);
    last().outgoing.sent(tag, 0);
    send(outgoing);
  }

  private void count(int hop) {
    onion.copyForwardTag(hop, tag, 0);
    hops.get(hop).outgoing.sent(tag, 0);
  }

  private void send(Cell cell) {
    if (!closed && !way.send(cell)) {
      destroy(DestroyReason.LIMIT);
    }
  }

  /** Takes a cell that came for this circuit; it is changed in place. */
  void receive(Cell cell, CellCommand command) {
    if (closed) {
      return;
    }
    switch (command) {
      case CREATED, CREATED_MORE -> handshake(cell);
      case RELAY -> relay(cell);
      case DESTROY -> ended(DestroyReason.in(cell));
      default -> violation();
    }
  }

  private void handshake(Cell cell) {
    if (!nextHop.created(cell)) {
      violation();
    }
  }

  private void relay(Cell cell) {
    int from = onion.receive(cell);
    if (from == ClientOnion.END_TO_END) {
      endToEnd(cell);
      return;
    }
    Hop hop = hops.get(from);
    boolean credit =
        !hop.reader.partial() && (cell.array()[Cell.PAYLOAD_OFFSET] & 0xff) == RelayCommand.CREDIT;
    if (!credit && !counted(from)) {
      return;
    }
    RelayMessage message = hop.reader.read(cell);
    if (hop.reader.failed() || (message != null && !dispatch(from, message))) {
      violation();
    }
  }

  private void endToEnd(Cell cell) {
    if (hops.isEmpty() || !counted(hops.size() - 1)) {
      violation();
      return;
    }
    System.arraycopy(cell.array(), Cell.BODY_OFFSET, body, 0, Cell.BODY_SIZE);
    if (!owner.onEndToEnd(body)) {
      violation();
    }
  }

  /** Counts a cell from this hop and returns credit when it is due; false ends the circuit. */
  private boolean counted(int from) {
    Hop hop = hops.get(from);
    if (!hop.incoming.arrived()) {
      violation();
      return false;
    }
    if (hop.incoming.taken()) {
      onion.copyBackwardTag(from, tag, 0);
      write(from, CellCommand.RELAY, new RelayMessage(RelayCommand.CREDIT, tag));
    }
    return !closed;
  }

  private boolean dispatch(int from, RelayMessage message) {
    boolean fromLast = from == hops.size() - 1;
    return switch (message.command()) {
      case RelayCommand.CREDIT -> credit(from, message);
      case RelayCommand.DROP -> true;
      case RelayCommand.EXTENDED -> fromLast && nextHop.extended(message);
      case RelayCommand.TRUNCATED -> fromLast && nextHop.truncated(message, hops.size());
      default -> fromLast && service(message);
    };
  }

  private boolean credit(int from, RelayMessage message) {
    Optional<Credit> credit = Credit.decode(message.data());
    if (credit.isEmpty() || !hops.get(from).outgoing.credited(credit.get().tag())) {
      return false;
    }
    if (from == hops.size() - 1) {
      owner.onCredit();
    }
    return true;
  }

  private boolean service(RelayMessage message) {
    if (nextHop.awaited() || message.command() < RelayCommand.DIRECTORY_FIRST) {
      return false;
    }
    owner.onMessage(message);
    return true;
  }

  private void violation() {
    destroy(DestroyReason.PROTOCOL);
  }

  /** Ends the circuit and tells the first relay. */
  void destroy(DestroyReason reason) {
    end(reason, reason);
  }

  /** The first relay ended the circuit, or the link to it is gone. */
  void ended(DestroyReason reason) {
    end(reason, null);
  }

  private void end(DestroyReason reason, @Nullable DestroyReason told) {
    if (closed) {
      return;
    }
    closed = true;
    way.leave(told);
    onion.close();
    nextHop.ended(reason, hops.size());
    owner.onEnd(reason);
  }
}
