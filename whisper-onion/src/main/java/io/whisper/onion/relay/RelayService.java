package io.whisper.onion.relay;

import io.whisper.onion.cell.RelayMessage;

/**
 * A duty of a relay: a range of relay commands and what is done about them.
 *
 * <p>Every method is called on the relay's loop and must not block it; public-key work goes through
 * {@link RelayContext#compute}. A circuit belongs to the first service that it sends a message to:
 * a message for another one ends it, so a service never sees another's circuits.
 *
 * <p>See docs/protocol.md, section 4.3.
 */
public interface RelayService {

  /** The default of {@link #maximumLength()}, in bytes. */
  int DEFAULT_MAXIMUM_LENGTH = 4096;

  /** The first relay command of the range, 16 to 255. */
  int firstCommand();

  /** The last relay command of the range, {@link #firstCommand()} to 255. */
  int lastCommand();

  /**
   * The most data a message to this service may carry, 0 to 65,535 bytes; a message that announces
   * more ends its circuit at its first cell.
   */
  default int maximumLength() {
    return DEFAULT_MAXIMUM_LENGTH;
  }

  /** Called once, before any message, when the relay starts. */
  default void start(RelayContext context) {}

  /**
   * A whole message arrived on a circuit that ends here. A message that is not expected is answered
   * with {@link ServedCircuit#destroy} of reason {@code PROTOCOL}.
   */
  void onMessage(ServedCircuit circuit, RelayMessage message);

  /**
   * The client of a circuit gave credit, no message waits any more, and {@link
   * ServedCircuit#sendable()} is above 0: for services that have more to say than may wait.
   */
  default void onSendable(ServedCircuit circuit) {}

  /**
   * A circuit that sent this service at least one message, or that this service spliced, is gone.
   * Called once a circuit.
   */
  default void onClosed(ServedCircuit circuit) {}
}
