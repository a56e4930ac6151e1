package io.whisper.onion.circuit;

import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.path.HopRange;
import java.util.Objects;

/**
 * What a circuit is wanted for. Every request gets a circuit of its own: circuits are not shared
 * between purposes.
 *
 * @param target the relay to reach, which the live consensus must list
 * @param hops the intermediaries before it, 0 to 3
 * @param targetNamedByOtherSide whether the other party chose the target: then its families and
 *     addresses do not influence who the intermediaries are
 * @param purpose a word for the status of an endpoint; no address and no key
 */
public record CircuitRequest(
    RelayEntry target, int hops, boolean targetNamedByOtherSide, String purpose) {

  /** Checks the number of hops. */
  public CircuitRequest {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(purpose, "purpose");
    if (hops < 0 || hops > HopRange.MAX_HOPS) {
      throw new IllegalArgumentException(
          "hops " + hops + " given, expected 0 to " + HopRange.MAX_HOPS);
    }
  }

  /** Length and purpose only. */
  @Override
  public String toString() {
    return "CircuitRequest[" + hops + " hops, " + purpose + "]";
  }
}
