package io.whisper.rendezvous.store;

import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.relay.ServedCircuit;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The memory that documents take which are being put, over all circuits. When it is too much, the
 * circuit on which one was begun longest ago and is not whole yet ends first. Confined to the loop.
 */
final class PutMemory {
  private final long most;
  private final Set<ServedCircuit> unfinished = new LinkedHashSet<>();
  private long bytes;

  PutMemory(long most) {
    this.most = most;
  }

  /** A document of this length is begun on a circuit, which may cost another one. */
  void begin(ServedCircuit circuit, int length) {
    bytes += length;
    unfinished.add(circuit);
    while (bytes > most && !unfinished.isEmpty()) {
      Iterator<ServedCircuit> oldest = unfinished.iterator();
      ServedCircuit first = oldest.next();
      oldest.remove();
      // It gives its bytes back as it closes.
      first.destroy(DestroyReason.LIMIT);
    }
  }

  /** The document of this circuit is whole. */
  void whole(ServedCircuit circuit) {
    unfinished.remove(circuit);
  }

  /** So many bytes are not needed any more. */
  void release(long count) {
    bytes -= count;
  }

  long bytes() {
    return bytes;
  }
}
