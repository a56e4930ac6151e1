package io.whisper.onion.layer;

import io.whisper.onion.cell.Cell;

/**
 * The onion layer of one circuit as a relay adds it, in both directions (docs/protocol.md, section
 * 6).
 *
 * <p>Bodies of 509 bytes are processed in place; {@code command} is the byte of the cell command,
 * which is authenticated with the body. The path of a cell allocates nothing that lasts. Not safe
 * for use by several threads at once.
 */
public final class RelayLayer implements AutoCloseable {

  private final LayerState forward;
  private final LayerState backward;

  /** The layer with these first keys, which may be closed afterwards. */
  public RelayLayer(LayerKeys keys) {
    forward = keys.relayForward();
    backward = keys.relayBackward();
  }

  /**
   * Processes a body that comes from the client. When the result is true it was a message for this
   * relay: the payload behind the tag is in the clear, and the keys have moved on. Otherwise the
   * body is to be passed on, or, at the last relay of the circuit, is for no hop.
   */
  public boolean forward(int command, byte[] body, int offset) {
    forward.process(command, body, offset);
    boolean mine = forward.marked(body, offset);
    if (mine) {
      forward.update();
    }
    return mine;
  }

  /** Processes a cell as {@link #forward(int, byte[], int)} does. */
  public boolean forward(Cell cell) {
    return forward(cell.commandCode(), cell.array(), Cell.BODY_OFFSET);
  }

  /** Processes a body on its way to the client that comes from the next relay or over a splice. */
  public void backwardPass(int command, byte[] body, int offset) {
    backward.process(command, body, offset);
  }

  /** Processes a cell as {@link #backwardPass(int, byte[], int)} does. */
  public void backwardPass(Cell cell) {
    backwardPass(cell.commandCode(), cell.array(), Cell.BODY_OFFSET);
  }

  /**
   * Processes a body whose payload is a message of this relay to the client; the bytes of the tag
   * are overwritten. The keys move on.
   */
  public void backwardOriginate(int command, byte[] body, int offset) {
    backward.mark(body, offset);
    backward.process(command, body, offset);
    backward.update();
  }

  /** Processes a cell as {@link #backwardOriginate(int, byte[], int)} does. */
  public void backwardOriginate(Cell cell) {
    backwardOriginate(cell.commandCode(), cell.array(), Cell.BODY_OFFSET);
  }

  /**
   * Copies the tag, 16 bytes, of the last cell from the client: what {@link
   * ClientOnion#copyForwardTag} gives for this hop at the client.
   */
  public void copyForwardTag(byte[] target, int offset) {
    forward.copyLastTag(target, offset);
  }

  /**
   * Copies the tag, 16 bytes, of the last cell to the client: what {@link
   * ClientOnion#copyBackwardTag} gives for this hop at the client.
   */
  public void copyBackwardTag(byte[] target, int offset) {
    backward.copyLastTag(target, offset);
  }

  /** Overwrites all keys; nothing sensible comes out of the layer afterwards. */
  @Override
  public void close() {
    forward.wipe();
    backward.wipe();
  }

  /** The type only. */
  @Override
  public String toString() {
    return "RelayLayer";
  }
}
