package io.whisper.onion.circuit;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.Credit;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.cell.RelayMessageReader;
import io.whisper.onion.cell.RelayMessageWriter;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.layer.LayerKeys;
import io.whisper.onion.layer.RelayLayer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The relays of one circuit without links: cells go through their layers within one call. */
final class FakeRelays implements CircuitCells.Way {
  /** What a hop got. */
  record Got(int hop, CellCommand command, RelayMessage message, Credit credit) {}

  private final List<RelayLayer> layers = new ArrayList<>();
  private final List<RelayMessageReader> readers = new ArrayList<>();
  final List<Got> got = new ArrayList<>();
  final List<byte[]> endToEnd = new ArrayList<>();
  int cells;
  boolean left;
  @Nullable DestroyReason told;
  boolean full;

  /** Makes a circuit that many relays long. */
  void extend(CircuitCells client, int hops, SeededRandom random) {
    for (int i = 0; i < hops; i++) {
      LayerKeys keys = LayerKeys.fromKeyStream(random.bytes(LayerKeys.KEY_STREAM_SIZE));
      layers.add(new RelayLayer(keys));
      readers.add(new RelayMessageReader());
      client.addHop(target(i), keys);
    }
  }

  static LinkTarget target(int number) {
    byte[] id = new byte[32];
    id[0] = (byte) number;
    Bytes32 value = Bytes32.of(id);
    return new LinkTarget(
        value,
        value,
        value,
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1 + number)));
  }

  @Override
  public boolean send(Cell sent) {
    if (full) {
      return false;
    }
    cells++;
    Cell cell = Cell.wrap(sent.array().clone());
    if (cell.command() == CellCommand.RELAY || cell.command() == CellCommand.RELAY_EARLY) {
      take(cell);
    }
    return true;
  }

  private void take(Cell cell) {
    for (int hop = 0; hop < layers.size(); hop++) {
      if (layers.get(hop).forward(cell)) {
        byte[] tag = new byte[Cell.TAG_SIZE];
        layers.get(hop).copyForwardTag(tag, 0);
        RelayMessage message = readers.get(hop).read(cell);
        if (message != null) {
          CellCommand command = Objects.requireNonNull(cell.command());
          got.add(new Got(hop, command, message, new Credit(tag)));
        }
        return;
      }
    }
    byte[] body = new byte[Cell.BODY_SIZE];
    System.arraycopy(cell.array(), Cell.BODY_OFFSET, body, 0, body.length);
    endToEnd.add(body);
  }

  @Override
  public void leave(@Nullable DestroyReason reason) {
    left = true;
    told = reason;
  }

  /** The cells of a message from a hop, as they leave the first relay. */
  List<Cell> from(int hop, int command, byte[] data) {
    List<Cell> made =
        RelayMessageWriter.cells(7, CellCommand.RELAY, new RelayMessage(command, data));
    made.forEach(cell -> layers.get(hop).backwardOriginate(cell));
    made.forEach(cell -> pass(cell, hop - 1));
    return made;
  }

  /** A message of one cell from a hop, with one bit changed after it left {@code at}. */
  Cell tampered(int hop, int at, int bit, int command, byte[] data) {
    Cell cell = Cell.of(7, CellCommand.RELAY);
    new RelayMessageWriter(new RelayMessage(command, data)).next(cell);
    layers.get(hop).backwardOriginate(cell);
    for (int i = hop - 1; i >= at; i--) {
      layers.get(i).backwardPass(cell);
    }
    cell.array()[Cell.BODY_OFFSET + bit / 8] ^= (byte) (1 << (bit % 8));
    pass(cell, at - 1);
    return cell;
  }

  /** The tag of the last cell that came through a hop toward the client. */
  byte[] backwardTag(int hop) {
    byte[] tag = new byte[Cell.TAG_SIZE];
    layers.get(hop).copyBackwardTag(tag, 0);
    return tag;
  }

  private void pass(Cell cell, int from) {
    for (int i = from; i >= 0; i--) {
      layers.get(i).backwardPass(cell);
    }
  }
}
