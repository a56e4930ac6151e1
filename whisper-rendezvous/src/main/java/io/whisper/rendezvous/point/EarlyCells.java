package io.whisper.rendezvous.point;

import java.util.ArrayList;
import java.util.List;

/**
 * Cells that came over a joined circuit while the keys for them were still being computed: as many
 * as the flow control of one circuit lets through.
 */
final class EarlyCells {
  private static final int MAX = 256;

  private List<byte[]> cells = new ArrayList<>();

  /** Keeps a copy, or answers false when there are too many. */
  boolean add(byte[] cell) {
    return cells.size() < MAX && cells.add(cell.clone());
  }

  List<byte[]> take() {
    List<byte[]> taken = cells;
    cells = new ArrayList<>();
    return taken;
  }
}
