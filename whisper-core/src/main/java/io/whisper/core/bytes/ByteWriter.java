package io.whisper.core.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes being put together, field after field.
 *
 * <p>Integers are big-endian and unsigned; a value outside its field's range is a mistake of the
 * caller and refused. Not thread-safe.
 */
public final class ByteWriter {
  private final boolean growing;
  private byte[] bytes;
  private int size;

  private ByteWriter(int capacity, boolean growing) {
    this.bytes = new byte[capacity];
    this.growing = growing;
  }

  /** A writer without a limit. */
  public static ByteWriter growing() {
    return new ByteWriter(64, true);
  }

  /** A writer for exactly {@code size} bytes: more are refused, and so is reading out fewer. */
  public static ByteWriter ofSize(int size) {
    return new ByteWriter(size, false);
  }

  /** Writes 1 byte, 0 to 255. */
  public ByteWriter u8(int value) {
    return unsigned(value, 1);
  }

  /** Writes 2 bytes, 0 to 65,535. */
  public ByteWriter u16(int value) {
    return unsigned(value, 2);
  }

  /** Writes 4 bytes, 0 to 2^32-1. */
  public ByteWriter u32(long value) {
    return unsigned(value, 4);
  }

  /** Writes 8 bytes; negative values stand for those from 2^63. */
  public ByteWriter u64(long value) {
    return put(value, 8);
  }

  /** Writes all of {@code value}. */
  public ByteWriter bytes(byte[] value) {
    return bytes(value, 0, value.length);
  }

  /** Writes {@code length} bytes of {@code value} from {@code offset}. */
  public ByteWriter bytes(byte[] value, int offset, int length) {
    int at = room(length);
    System.arraycopy(value, offset, bytes, at, length);
    return this;
  }

  /** Writes the characters of {@code label}, which must be ASCII, without a terminator. */
  public ByteWriter ascii(String label) {
    byte[] encoded = label.getBytes(StandardCharsets.US_ASCII);
    if (!label.equals(new String(encoded, StandardCharsets.US_ASCII))) {
      throw new IllegalArgumentException("label is not ASCII: " + label);
    }
    return bytes(encoded);
  }

  /** Writes {@code n} zeros. */
  public ByteWriter zeros(int n) {
    room(n);
    return this;
  }

  /** Writes zeros until {@code size} bytes stand written. */
  public ByteWriter padTo(int size) {
    if (size < this.size) {
      throw new IllegalArgumentException(
          "cannot pad to " + size + " bytes: " + this.size + " are written");
    }
    return zeros(size - this.size);
  }

  /** The number of bytes written so far. */
  public int size() {
    return size;
  }

  /** What was written, as an array of its own. */
  public byte[] toByteArray() {
    if (!growing && size != bytes.length) {
      throw new IllegalStateException(
          size + " bytes are written where " + bytes.length + " belong");
    }
    return Arrays.copyOf(bytes, size);
  }

  /** Overwrites what was written with zeros and starts anew: for secrets. */
  public void wipe() {
    Arrays.fill(bytes, (byte) 0);
    size = 0;
  }

  private ByteWriter unsigned(long value, int n) {
    if (value < 0 || value >>> (8 * n) != 0) {
      throw new IllegalArgumentException(
          value + " does not fit " + n + " bytes: 0 to " + ((1L << (8 * n)) - 1) + " does");
    }
    return put(value, n);
  }

  private ByteWriter put(long value, int n) {
    int at = room(n);
    for (int i = 0; i < n; i++) {
      bytes[at + i] = (byte) (value >>> (8 * (n - 1 - i)));
    }
    return this;
  }

  /** Claims n bytes, which are zero, and says where they begin. */
  private int room(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("length " + n + " is negative");
    }
    if (n > bytes.length - size) {
      if (!growing) {
        throw new IllegalStateException(
            (long) size + n + " bytes do not fit a writer of " + bytes.length);
      }
      byte[] larger = Arrays.copyOf(bytes, Math.max(Math.addExact(size, n), 2 * bytes.length));
      // The old array may hold a secret that wipe() could no longer reach.
      Arrays.fill(bytes, (byte) 0);
      bytes = larger;
    }
    int at = size;
    size += n;
    return at;
  }
}
