package io.whisper.rendezvous.store.wire;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A piece of a document that is too long for one message (docs/protocol.md, "Stores").
 *
 * <pre>total u32 | offset u32 | data</pre>
 *
 * <p>Parts follow one another in order, and all but the last are of {@link #SIZE}.
 *
 * @param total the length of the whole document, 1 to {@link #MAX_TOTAL}
 * @param offset where the data begins
 * @param data 1 to {@link #SIZE} bytes, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Made or read, and used at once.
public record Part(int total, int offset, byte[] data) {
  /** The most data of a part, in bytes. */
  public static final int SIZE = 32_000;

  /** The longest document, in bytes: an envelope of the largest bucket and its fields. */
  public static final int MAX_TOTAL = 67_072;

  /** Writes the part. */
  public void write(ByteWriter out) {
    out.u32(total).u32(offset).bytes(data);
  }

  /** Reads all that is left as a part, and fails the reader when it is none. */
  public static Part read(ByteReader in) {
    long total = in.u32();
    long offset = in.u32();
    byte[] data = in.rest();
    boolean whole = total >= 1 && total <= MAX_TOTAL && offset % SIZE == 0 && offset < total;
    if (!whole || data.length != Math.min(SIZE, total - offset)) {
      in.fail();
      return new Part(1, 0, new byte[1]);
    }
    return new Part((int) total, (int) offset, data);
  }

  /**
   * The parts of a document in order.
   *
   * @throws IllegalArgumentException when it is empty or too long
   */
  public static List<Part> of(byte[] document) {
    if (document.length < 1 || document.length > MAX_TOTAL) {
      throw new IllegalArgumentException(
          "document of " + document.length + " bytes, expected 1 to " + MAX_TOTAL);
    }
    List<Part> parts = new ArrayList<>();
    for (int offset = 0; offset < document.length; offset += SIZE) {
      int end = Math.min(document.length, offset + SIZE);
      parts.add(new Part(document.length, offset, Arrays.copyOfRange(document, offset, end)));
    }
    return parts;
  }

  @Override
  public String toString() {
    return "Part[" + offset + " of " + total + "]";
  }
}
