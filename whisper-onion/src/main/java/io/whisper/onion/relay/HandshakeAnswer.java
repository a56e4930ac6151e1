package io.whisper.onion.relay;

import io.whisper.onion.layer.RelayLayer;

/** What a relay answers to a circuit handshake, and the keys that it agreed on. */
final class HandshakeAnswer implements AutoCloseable {

  private final byte[] reply;
  private final RelayLayer layer;
  private final byte[] binding;

  /** Takes the arrays for its own. */
  HandshakeAnswer(byte[] reply, RelayLayer layer, byte[] binding) {
    this.reply = reply;
    this.layer = layer;
    this.binding = binding;
  }

  byte[] reply() {
    return reply;
  }

  RelayLayer layer() {
    return layer;
  }

  byte[] binding() {
    return binding;
  }

  /** Wipes the keys of a circuit that was gone before it was made. */
  @Override
  public void close() {
    layer.close();
  }

  /** The type only: the keys are secret. */
  @Override
  public String toString() {
    return "HandshakeAnswer";
  }
}
