package io.whisper.rendezvous.descriptor;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import java.util.Optional;

/** The content of a document as its plaintext: {@code length u32 | content | zeros}. */
final class PaddedContent {
  private static final int LENGTH_SIZE = 4;

  private PaddedContent() {}

  /** Whether content of this length fits a plaintext of that size. */
  static boolean fits(int length, int size) {
    return LENGTH_SIZE + length <= size;
  }

  static byte[] pad(byte[] content, int size) {
    return ByteWriter.ofSize(size).u32(content.length).bytes(content).padTo(size).toByteArray();
  }

  static Optional<byte[]> content(byte[] plaintext) {
    ByteReader in = new ByteReader(plaintext);
    long length = in.u32();
    if (length > in.remaining()) {
      return Optional.empty();
    }
    byte[] content = in.bytes((int) length);
    in.zeros(in.remaining());
    return in.done() ? Optional.of(content) : Optional.empty();
  }
}
