package io.whisper.core.bytes;

import java.util.Arrays;

/**
 * A cursor over received bytes that never throws for what they contain.
 *
 * <p>Integers are big-endian and unsigned. A read past the end yields zeros and fails the reader
 * for good, so a parser reads all its fields in a row and asks {@link #done()} once at the end. Not
 * thread-safe.
 */
public final class ByteReader {
  /** The longest field that a failed read still answers with zeros, in bytes. */
  private static final int MAX_ZEROS = 65_535;

  private final byte[] bytes;
  private final int end;
  private int position;
  private boolean failed;

  /** A reader of all of {@code bytes}, which it does not copy. */
  public ByteReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** A reader of {@code length} bytes from {@code offset}, which it does not copy. */
  public ByteReader(byte[] bytes, int offset, int length) {
    if (offset < 0 || length < 0 || length > bytes.length - offset) {
      throw new IllegalArgumentException(
          "range " + offset + "+" + length + " is outside an array of " + bytes.length + " bytes");
    }
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  /** The next byte, 0 to 255. */
  public int u8() {
    return (int) unsigned(1);
  }

  /** The next 2 bytes, 0 to 65,535. */
  public int u16() {
    return (int) unsigned(2);
  }

  /** The next 4 bytes, 0 to 2^32-1. */
  public long u32() {
    return unsigned(4);
  }

  /** The next 8 bytes; values from 2^63 come out negative. */
  public long u64() {
    return unsigned(8);
  }

  /**
   * The next {@code n} bytes as an array of their own. When fewer are left (or {@code n} is
   * negative, which a length field can make it), the reader fails and the answer is {@code n}
   * zeros, or nothing when {@code n} is not within 0 to 65,535: a lying length field must not cost
   * memory.
   */
  public byte[] bytes(int n) {
    if (!take(n)) {
      return new byte[n >= 0 && n <= MAX_ZEROS ? n : 0];
    }
    return Arrays.copyOfRange(bytes, position - n, position);
  }

  /** The next 32 bytes as a value. */
  public Bytes32 bytes32() {
    return take(Bytes32.SIZE) ? new Bytes32(bytes, position - Bytes32.SIZE) : Bytes32.ZERO;
  }

  /** Everything that is left. */
  public byte[] rest() {
    return bytes(remaining());
  }

  /** Passes over {@code n} bytes and fails unless all of them are zero. */
  public void zeros(int n) {
    if (!take(n)) {
      return;
    }
    int seen = 0;
    for (int i = position - n; i < position; i++) {
      seen |= bytes[i];
    }
    if (seen != 0) {
      fail();
    }
  }

  /** The number of bytes not yet read; 0 once the reader failed. */
  public int remaining() {
    return failed ? 0 : end - position;
  }

  /** Fails the reader: for a parser that saw a value the format does not allow. */
  public void fail() {
    failed = true;
  }

  /** Whether a read went past the end, or {@link #fail()} was called. */
  public boolean failed() {
    return failed;
  }

  /** Whether every read was within the bytes and none is left. */
  public boolean done() {
    return !failed && position == end;
  }

  private long unsigned(int n) {
    if (!take(n)) {
      return 0;
    }
    long value = 0;
    for (int i = position - n; i < position; i++) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value;
  }

  /** Moves past n bytes, or fails. */
  private boolean take(int n) {
    if (failed || n < 0 || n > end - position) {
      failed = true;
      return false;
    }
    position += n;
    return true;
  }
}
