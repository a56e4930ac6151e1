package io.whisper.onion.layer;

import java.util.Arrays;

/**
 * The first keys of one hop of a circuit, cut from the key stream of its handshake
 * (docs/protocol.md, section 5).
 *
 * <pre>forward J 32 | S 32 | N 16 | backward J 32 | S 32 | N 16 | binding 32</pre>
 *
 * <p>Secret: closing wipes it, and the layers made from it live on without it. Not safe for use by
 * several threads at once.
 */
public final class LayerKeys implements AutoCloseable {

  /** Bytes of the key stream of a circuit handshake. */
  public static final int KEY_STREAM_SIZE = 192;

  /** Bytes that bind the circuit. */
  public static final int BINDING_SIZE = 32;

  private final byte[] keyStream;

  private LayerKeys(byte[] keyStream) {
    this.keyStream = keyStream;
  }

  /**
   * The keys in a key stream, which is copied.
   *
   * @throws IllegalArgumentException when the key stream is not 192 bytes long
   */
  public static LayerKeys fromKeyStream(byte[] keyStream) {
    if (keyStream.length != KEY_STREAM_SIZE) {
      throw new IllegalArgumentException(
          "key stream of " + keyStream.length + " bytes, expected " + KEY_STREAM_SIZE);
    }
    return new LayerKeys(keyStream.clone());
  }

  /** A copy of the 32 bytes over which registrations on the circuit sign. */
  public byte[] binding() {
    return Arrays.copyOfRange(keyStream, 2 * LayerState.SIZE, KEY_STREAM_SIZE);
  }

  LayerState relayForward() {
    return LayerState.ofRelay(keyStream, 0);
  }

  LayerState relayBackward() {
    return LayerState.ofRelay(keyStream, LayerState.SIZE);
  }

  LayerState clientForward() {
    return LayerState.ofClient(keyStream, 0);
  }

  LayerState clientBackward() {
    return LayerState.ofClient(keyStream, LayerState.SIZE);
  }

  /** Overwrites the keys. */
  @Override
  public void close() {
    Arrays.fill(keyStream, (byte) 0);
  }

  /** The type only. */
  @Override
  public String toString() {
    return "LayerKeys";
  }
}
