package io.whisper.core.crypto;

import io.whisper.core.bytes.ByteWriter;

/**
 * What is signed, hashed or derived from, behind the label that keeps it apart from every other use
 * of the same key.
 */
public final class Labelled {
  /** How every label begins: the protocol and its version. */
  public static final String PREFIX = "whisper-1 ";

  private Labelled() {}

  /** {@code label}, which begins with {@link #PREFIX}, and then all {@code parts} in a row. */
  public static byte[] bytes(String label, byte[]... parts) {
    if (!label.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "label \"" + label + "\" does not begin with \"" + PREFIX + "\"");
    }
    ByteWriter writer = ByteWriter.growing().ascii(label);
    for (byte[] part : parts) {
      writer.bytes(part);
    }
    byte[] bytes = writer.toByteArray();
    writer.wipe();
    return bytes;
  }
}
