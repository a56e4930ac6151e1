package io.whisper.onion.layer;

import io.whisper.onion.cell.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * All onion layers of one circuit as its client sees them, hop 0 first (docs/protocol.md, section
 * 6).
 *
 * <p>Bodies of 509 bytes are processed in place; {@code command} is the byte of the cell command,
 * which is authenticated with the body. The path of a cell allocates nothing that lasts. Not safe
 * for use by several threads at once.
 */
public final class ClientOnion implements AutoCloseable {

  /** What {@link #receive} answers for a body that no hop originated. */
  public static final int END_TO_END = -1;

  private final List<LayerState> forward = new ArrayList<>(4);
  private final List<LayerState> backward = new ArrayList<>(4);

  /** A circuit without hops. */
  public ClientOnion() {}

  /** Makes the circuit one hop longer; the keys may be closed afterwards. */
  public void addHop(LayerKeys keys) {
    addHop(keys.clientForward(), keys.clientBackward());
  }

  void addHop(LayerState hopForward, LayerState hopBackward) {
    forward.add(hopForward);
    backward.add(hopBackward);
  }

  LayerState forward(int hop) {
    return forward.get(hop);
  }

  /** The number of hops. */
  public int hops() {
    return forward.size();
  }

  /**
   * Prepares a body whose payload is a message for a hop; the bytes of the tag are overwritten. The
   * keys of that hop move on, so the body must be sent, and in this order.
   *
   * @throws IndexOutOfBoundsException when there is no such hop
   */
  public void originate(int hop, int command, byte[] body, int offset) {
    LayerState target = forward.get(Objects.checkIndex(hop, forward.size()));
    target.mark(body, offset);
    target.process(command, body, offset);
    target.update();
    wrap(hop - 1, command, body, offset);
  }

  /** Prepares a cell as {@link #originate(int, int, byte[], int)} does. */
  public void originate(int hop, Cell cell) {
    originate(hop, cell.commandCode(), cell.array(), Cell.BODY_OFFSET);
  }

  /**
   * Prepares a body that is for no hop, to leave the last one as it is now, its first 16 bytes
   * included. No keys move on.
   */
  public void originateEndToEnd(int command, byte[] body, int offset) {
    wrap(forward.size() - 1, command, body, offset);
  }

  /** Prepares a cell as {@link #originateEndToEnd(int, byte[], int)} does. */
  public void originateEndToEnd(Cell cell) {
    originateEndToEnd(cell.commandCode(), cell.array(), Cell.BODY_OFFSET);
  }

  private void wrap(int from, int command, byte[] body, int offset) {
    for (int hop = from; hop >= 0; hop--) {
      forward.get(hop).process(command, body, offset);
    }
  }

  /**
   * Opens a body that came from the first hop. Answers the hop whose message its payload is, and
   * the keys of that hop have moved on; or {@link #END_TO_END} when no hop originated it: then
   * either its 509 bytes came over a splice, or it was tampered with, which only the two ends can
   * tell.
   */
  public int receive(int command, byte[] body, int offset) {
    for (int hop = 0; hop < backward.size(); hop++) {
      LayerState layer = backward.get(hop);
      layer.process(command, body, offset);
      if (layer.marked(body, offset)) {
        layer.update();
        return hop;
      }
    }
    return END_TO_END;
  }

  /** Opens a cell as {@link #receive(int, byte[], int)} does. */
  public int receive(Cell cell) {
    return receive(cell.commandCode(), cell.array(), Cell.BODY_OFFSET);
  }

  /**
   * Copies the tag, 16 bytes, of the last cell that was prepared for this hop or a later one, as
   * that hop will see it.
   */
  public void copyForwardTag(int hop, byte[] target, int offset) {
    forward.get(hop).copyLastTag(target, offset);
  }

  /** Copies the tag, 16 bytes, of the last cell that came from this hop or a later one. */
  public void copyBackwardTag(int hop, byte[] target, int offset) {
    backward.get(hop).copyLastTag(target, offset);
  }

  /** Overwrites all keys; nothing sensible comes out of the layers afterwards. */
  @Override
  public void close() {
    forward.forEach(LayerState::wipe);
    backward.forEach(LayerState::wipe);
  }

  /** The type only. */
  @Override
  public String toString() {
    return "ClientOnion";
  }
}
