package io.whisper.onion.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.Extend;
import io.whisper.onion.cell.Extended;
import io.whisper.onion.cell.HandshakeCells;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.cell.RelayMessageReader;
import io.whisper.onion.cell.RelayMessageWriter;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.flow.ReceiveWindow;
import io.whisper.onion.flow.SendWindow;
import io.whisper.onion.handshake.Completed;
import io.whisper.onion.handshake.HandshakeClient;
import io.whisper.onion.handshake.HandshakePurpose;
import io.whisper.onion.layer.ClientOnion;
import io.whisper.onion.layer.LayerKeys;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A client's circuit by hand: it can do all that a client does, and the wrong thing at each step.
 *
 * <p>Every hop has an onion of its own, so that a test can touch a cell between any two relays.
 */
final class RawCircuit {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** What came to a client. */
  sealed interface Event {
    /** A message of a hop. */
    record Message(int hop, RelayMessage message) implements Event {}

    /** A body that no hop originated. */
    record EndToEnd(Cell cell) implements Event {}

    /** The end. */
    record Destroyed(DestroyReason reason) implements Event {}
  }

  /** One hop as the client keeps it. */
  private static final class Hop {
    final ClientOnion onion = new ClientOnion();
    final SendWindow out = new SendWindow();
    final ReceiveWindow in = new ReceiveWindow();
    final RelayMessageReader reader = new RelayMessageReader(command -> RelayMessage.MAX_LENGTH);
    final byte[] binding;

    Hop(LayerKeys keys) {
      onion.addHop(keys);
      binding = keys.binding();
    }
  }

  final RawLink link;
  final int id;
  private final List<Hop> hops = new ArrayList<>();
  private final Queue<Event> early = new ArrayDeque<>();
  private final Queue<byte[]> keptTags = new ArrayDeque<>();
  private boolean returningCredit = true;
  private boolean overrunning;

  RawCircuit(RawLink link, int id) {
    this.link = link;
    this.id = id;
  }

  /** A circuit whose first hop is made. */
  static RawCircuit create(RawLink link, LinkTarget first) {
    RawCircuit circuit = new RawCircuit(link, link.newId());
    HandshakeClient handshake = handshake(first);
    HandshakeCells.split(circuit.id, CellCommand.CREATE, handshake.hello()).forEach(link::send);
    HandshakeCells answer = new HandshakeCells(CellCommand.CREATED);
    while (!answer.complete()) {
      Cell cell = link.next(circuit.id);
      assertThat(answer.accept(cell)).as("%s", cell).isTrue();
    }
    circuit.addHop(handshake, answer.handshake());
    return circuit;
  }

  /** A circuit over these relays. */
  static RawCircuit over(RawLink link, List<LinkTarget> path) {
    RawCircuit circuit = create(link, path.get(0));
    path.subList(1, path.size()).forEach(circuit::extend);
    return circuit;
  }

  static HandshakeClient handshake(LinkTarget target) {
    return HandshakeClient.start(
            HandshakePurpose.CIRCUIT, RANDOM, target.identity(), target.onionKey(), new byte[0])
        .orElseThrow();
  }

  private void addHop(HandshakeClient handshake, byte[] reply) {
    Completed completed = handshake.complete(reply, LayerKeys.KEY_STREAM_SIZE).orElseThrow();
    hops.add(new Hop(LayerKeys.fromKeyStream(completed.keyStream())));
  }

  /** Extends to a relay, which must work. */
  void extend(LinkTarget target) {
    HandshakeClient handshake = handshake(target);
    sendExtend(CellCommand.RELAY_EARLY, target, handshake.hello());
    RelayMessage answer = receive();
    assertThat(answer.command()).isEqualTo(RelayCommand.EXTENDED);
    addHop(handshake, Extended.decode(answer.data()).orElseThrow().handshake());
  }

  /** Asks the last hop to extend. */
  void sendExtend(CellCommand command, LinkTarget target, byte[] hello) {
    RelayMessage message =
        new RelayMessage(RelayCommand.EXTEND, new Extend(target.identity(), hello).encode());
    sendMessage(hops.size() - 1, command, message);
  }

  int hops() {
    return hops.size();
  }

  byte[] binding() {
    return last().binding.clone();
  }

  /** What is left of the window to the last hop. */
  int window() {
    return last().out.available();
  }

  private Hop last() {
    return hops.get(hops.size() - 1);
  }

  /** From now on no CREDIT is sent for what the last hop sends. */
  void keepCredit() {
    returningCredit = false;
  }

  /** How many counted cells came since credit was kept back. */
  int uncredited() {
    return keptTags.size();
  }

  /** Sends the CREDIT that was kept back, and goes on sending it. */
  void returnCredit() {
    returningCredit = true;
    while (!keptTags.isEmpty()) {
      credit(hops.size() - 1, keptTags.remove());
    }
  }

  /** Sends a message to the last hop. */
  void send(int command, byte[] data) {
    sendMessage(hops.size() - 1, CellCommand.RELAY, new RelayMessage(command, data));
  }

  /** Sends cover to the last hop, as many cells as there is credit for but no more than these. */
  int sendCover(int most) {
    awaitWindow(last(), 1);
    int count = Math.min(most, last().out.available());
    List<Cell> cells = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      cells.add(prepare(new RelayMessage(RelayCommand.DROP, new byte[0])));
      count(last());
    }
    link.sendAll(cells);
    return count;
  }

  /** Sends a message to any hop, waiting for credit when there is none. */
  void sendMessage(int hop, CellCommand command, RelayMessage message) {
    boolean counted = command == CellCommand.RELAY && message.command() != RelayCommand.CREDIT;
    if (counted) {
      awaitWindow(hops.get(hop), message.cells());
    }
    RelayMessageWriter writer = new RelayMessageWriter(message);
    while (writer.hasNext()) {
      Cell cell = Cell.of(id, command);
      writer.next(cell);
      originate(hop, cell);
      if (counted) {
        count(hops.get(hop));
      }
      link.send(cell);
    }
  }

  private void awaitWindow(Hop hop, int cells) {
    while (hop.out.available() < cells) {
      Event event = process(link.next(id));
      if (event != null) {
        early.add(event);
      }
    }
  }

  private void count(Hop hop) {
    byte[] tag = new byte[SendWindow.TAG_LENGTH];
    hop.onion.copyForwardTag(0, tag, 0);
    hop.out.sent(tag, 0);
  }

  /** Puts the layers on a cell whose payload is for a hop. */
  void originate(int hop, Cell cell) {
    hops.get(hop).onion.originate(0, cell);
    wrap(hop - 1, 0, cell);
  }

  private void wrap(int from, int to, Cell cell) {
    for (int i = from; i >= to; i--) {
      hops.get(i).onion.originateEndToEnd(cell);
    }
  }

  /** A message of one cell to the last hop, ready to be sent. */
  Cell prepare(RelayMessage message) {
    Cell cell = Cell.of(id, CellCommand.RELAY);
    new RelayMessageWriter(message).next(cell);
    originate(hops.size() - 1, cell);
    return cell;
  }

  /** Sends a message of one cell to the last hop with one bit changed in front of a relay. */
  void sendTampered(RelayMessage message, int before, int byteInBody, int bit) {
    Cell cell = Cell.of(id, CellCommand.RELAY);
    new RelayMessageWriter(message).next(cell);
    int target = hops.size() - 1;
    hops.get(target).onion.originate(0, cell);
    wrap(target - 1, before, cell);
    cell.array()[Cell.BODY_OFFSET + byteInBody] ^= (byte) (1 << bit);
    wrap(before - 1, 0, cell);
    link.send(cell);
  }

  /** Sends a body that is for no hop, waiting for credit when there is none. */
  void sendEndToEnd(byte[] body) {
    awaitWindow(last(), 1);
    sendBody(body);
    count(last());
  }

  /** Sends a body that is for no hop, whatever the credit; what comes back of it is not checked. */
  void sendEndToEndWithoutCredit(byte[] body) {
    overrunning = true;
    sendBody(body);
  }

  private void sendBody(byte[] body) {
    Cell cell = Cell.of(id, CellCommand.RELAY);
    System.arraycopy(body, 0, cell.array(), Cell.BODY_OFFSET, Cell.BODY_SIZE);
    wrap(hops.size() - 1, 0, cell);
    link.send(cell);
  }

  /** The next message of the last hop. */
  RelayMessage receive() {
    Event event = next();
    if (event instanceof Event.Message message) {
      assertThat(message.hop()).isEqualTo(hops.size() - 1);
      return message.message();
    }
    throw new AssertionError("expected a message, got " + event);
  }

  /** The next body that came over the splice. */
  byte[] receiveEndToEnd() {
    Event event = next();
    if (event instanceof Event.EndToEnd endToEnd) {
      return Arrays.copyOfRange(endToEnd.cell().array(), Cell.BODY_OFFSET, Cell.SIZE);
    }
    throw new AssertionError("expected an end-to-end body, got " + event);
  }

  /** Waits for the end of the circuit, with nothing before it. */
  DestroyReason destroyed() {
    Event event = next();
    if (event instanceof Event.Destroyed destroyed) {
      return destroyed.reason();
    }
    throw new AssertionError("expected the end, got " + event);
  }

  /** Waits for the end of the circuit, whatever comes before. */
  DestroyReason destroyedAtLast() {
    while (true) {
      if (next() instanceof Event.Destroyed destroyed) {
        return destroyed.reason();
      }
    }
  }

  /** What comes next, credit taken and returned on the way. */
  Event next() {
    Event event = early.poll();
    while (event == null) {
      event = process(link.next(id));
    }
    return event;
  }

  private @Nullable Event process(Cell cell) {
    if (cell.command() == CellCommand.DESTROY) {
      return new Event.Destroyed(DestroyReason.in(cell));
    }
    assertThat(cell.command()).isEqualTo(CellCommand.RELAY);
    for (int i = 0; i < hops.size(); i++) {
      if (hops.get(i).onion.receive(cell) != ClientOnion.END_TO_END) {
        return message(i, cell);
      }
    }
    taken(hops.size() - 1);
    return new Event.EndToEnd(cell);
  }

  private @Nullable Event message(int index, Cell cell) {
    Hop hop = hops.get(index);
    boolean credit =
        !hop.reader.partial() && (cell.array()[Cell.PAYLOAD_OFFSET] & 0xff) == RelayCommand.CREDIT;
    if (!credit) {
      taken(index);
    }
    RelayMessage message = hop.reader.read(cell);
    assertThat(hop.reader.failed()).isFalse();
    if (message != null && credit) {
      assertThat(hop.out.credited(message.data()) || overrunning).isTrue();
      return null;
    }
    return message == null ? null : new Event.Message(index, message);
  }

  private void taken(int index) {
    byte[] tag = new byte[SendWindow.TAG_LENGTH];
    hops.get(index).onion.copyBackwardTag(0, tag, 0);
    assertThat(hops.get(index).in.arrived()).isTrue();
    if (returningCredit) {
      credit(index, tag);
    } else {
      keptTags.add(tag);
    }
  }

  private void credit(int index, byte[] tag) {
    if (hops.get(index).in.taken()) {
      sendMessage(index, CellCommand.RELAY, new RelayMessage(RelayCommand.CREDIT, tag));
    }
  }

  /** Tells the relay that the circuit is over. */
  void destroy() {
    link.send(DestroyReason.CLOSED.cell(id));
  }
}
