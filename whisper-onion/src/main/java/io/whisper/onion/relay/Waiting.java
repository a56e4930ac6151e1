package io.whisper.onion.relay;

import io.whisper.onion.cell.DestroyReason;
import org.jspecify.annotations.Nullable;

/**
 * The account of what waits in all circuits' queues together, and the bound on it: when it is
 * reached, the circuit with the longest queue goes first.
 */
final class Waiting {

  private final RunningRelay relay;
  private long bytes;

  Waiting(RunningRelay relay) {
    this.relay = relay;
  }

  void add(long difference) {
    bytes += difference;
    relay.counters().queuedBytes.set(bytes);
  }

  /** Destroys circuits until what waits is within the bound. */
  void enforce() {
    long limit = relay.settings().waitingBytes();
    if (bytes <= limit) {
      return;
    }
    // Links tell only when nothing is left: count again before a circuit has to go for it.
    relay.links().each(LinkCircuits::countQueued);
    while (bytes > limit) {
      Longest longest = new Longest();
      relay.links().each(link -> link.eachCircuit(longest::consider));
      if (longest.circuit == null) {
        return;
      }
      longest.circuit.destroy(DestroyReason.LIMIT);
    }
  }

  /** The circuit for which the most waits, among those considered. */
  private static final class Longest {

    private @Nullable RelayCircuit circuit;
    private long most;

    void consider(RelayCircuit candidate) {
      long waits = candidate.waitingBytes();
      if (waits > most) {
        most = waits;
        circuit = candidate;
      }
    }
  }
}
