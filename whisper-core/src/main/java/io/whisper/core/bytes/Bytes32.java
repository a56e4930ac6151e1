package io.whisper.core.bytes;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Thirty-two bytes as a value: a public key, a hash, an identifier.
 *
 * <p>Immutable. Compared in constant time for equality and as an unsigned big-endian number for
 * order. It is not wiped: a secret belongs into {@code SecretBytes}.
 */
public final class Bytes32 implements Comparable<Bytes32> {
  /** Its length in bytes. */
  public static final int SIZE = 32;

  /** Thirty-two zeros. */
  public static final Bytes32 ZERO = new Bytes32(new byte[SIZE], 0);

  private final byte[] bytes;

  Bytes32(byte[] bytes, int offset) {
    this.bytes = Arrays.copyOfRange(bytes, offset, offset + SIZE);
  }

  /** The value of exactly 32 bytes, which are copied. */
  public static Bytes32 of(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException(bytes.length + " bytes given where " + SIZE + " belong");
    }
    return new Bytes32(bytes, 0);
  }

  /** The value of 64 hexadecimal digits of either case. */
  public static Bytes32 fromHex(String hex) {
    if (hex.length() != 2 * SIZE) {
      throw new IllegalArgumentException(
          hex.length() + " hexadecimal digits given where " + 2 * SIZE + " belong");
    }
    return of(HexFormat.of().parseHex(hex));
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** The bytes as 64 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** Writes the 32 bytes. */
  public void writeTo(ByteWriter writer) {
    writer.bytes(bytes);
  }

  @Override
  public int compareTo(Bytes32 other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes32 that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Only the type: keys and identifiers must not slip into a log. {@link #hex()} shows them. */
  @Override
  public String toString() {
    return "Bytes32";
  }
}
