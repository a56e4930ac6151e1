package io.whisper.node.demo;

/** What the demo sends: bytes that differ from message to message. */
final class Payloads {
  private Payloads() {}

  /** A payload of this size that no other number has. */
  static byte[] numbered(int number, int size) {
    byte[] payload = new byte[size];
    for (int i = 0; i < size; i++) {
      payload[i] = (byte) (i * 31 + number);
    }
    return payload;
  }

  /** The same bytes from the end, as an answer that shows that they were read. */
  static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
