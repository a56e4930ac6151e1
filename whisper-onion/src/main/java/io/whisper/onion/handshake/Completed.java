package io.whisper.onion.handshake;

import java.util.Arrays;

/**
 * What a client has when its handshake succeeded: the key stream and the server's message. Secret:
 * closing wipes the key stream.
 */
public final class Completed implements AutoCloseable {

  private final byte[] keyStream;
  private final byte[] message;

  /** Copies both. */
  Completed(byte[] keyStream, byte[] message) {
    this.keyStream = keyStream.clone();
    this.message = message.clone();
  }

  /** A copy of the key stream, as long as was asked for, which the caller wipes. */
  public byte[] keyStream() {
    return keyStream.clone();
  }

  /** A copy of the message with which the server answered. */
  public byte[] message() {
    return message.clone();
  }

  /** Overwrites the key stream. */
  @Override
  public void close() {
    Arrays.fill(keyStream, (byte) 0);
  }

  /** The type only. */
  @Override
  public String toString() {
    return "Completed";
  }
}
