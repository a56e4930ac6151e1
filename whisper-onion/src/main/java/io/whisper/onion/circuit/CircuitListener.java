package io.whisper.onion.circuit;

import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;

/** Who hears what the last relay of a {@link Circuit} sends. Called on the loop of the endpoint. */
public interface CircuitListener {

  /** A whole message came from the last relay. */
  void onMessage(RelayMessage message);

  /**
   * A body came that is for no hop: through a splice, or forged on the way.
   *
   * @param body 509 bytes, an AEAD tag of 16 and a ciphertext of 493; valid during this call only
   * @return whether it was expected and authentic; false destroys the circuit
   */
  default boolean onEndToEnd(byte[] body) {
    return false;
  }

  /** Credit came, no message waits any more, and {@link Circuit#window()} is above 0. */
  default void onWindow() {}

  /** The circuit ended, other than by {@link Circuit#close}. The last call. */
  void onClosed(DestroyReason reason);
}
