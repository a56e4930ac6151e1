package io.whisper.onion.handshake;

import java.util.Arrays;

/**
 * What a server has when it accepted a handshake: the key stream and the reply to send. Secret:
 * closing wipes the key stream.
 */
public final class Answered implements AutoCloseable {

  private final byte[] reply;
  private final byte[] keyStream;

  /** Takes the reply for its own and copies the key stream. */
  Answered(byte[] reply, byte[] keyStream) {
    this.reply = reply;
    this.keyStream = keyStream.clone();
  }

  /** A copy of what goes back to the client. */
  public byte[] reply() {
    return reply.clone();
  }

  /** A copy of the key stream, as long as was asked for, which the caller wipes. */
  public byte[] keyStream() {
    return keyStream.clone();
  }

  /** Overwrites the key stream. */
  @Override
  public void close() {
    Arrays.fill(keyStream, (byte) 0);
  }

  /** The type only. */
  @Override
  public String toString() {
    return "Answered";
  }
}
