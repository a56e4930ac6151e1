package io.whisper.rendezvous.introduction;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import java.util.Optional;

/**
 * An introduction or its answer between the introduction point and the recipient: number 4 | data.
 *
 * @param number by which the point knows where the introduction came from
 * @param data not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Made or read, and used at once.
record Numbered(long number, byte[] data) {
  byte[] encode() {
    return ByteWriter.ofSize(4 + data.length).u32(number).bytes(data).toByteArray();
  }

  /** Reads a number and exactly {@code size} bytes of data. */
  static Optional<Numbered> decode(byte[] bytes, int size) {
    ByteReader in = new ByteReader(bytes);
    Numbered read = new Numbered(in.u32(), in.bytes(size));
    return in.done() ? Optional.of(read) : Optional.empty();
  }

  @Override
  public String toString() {
    return "Numbered[" + data.length + " bytes]";
  }
}
