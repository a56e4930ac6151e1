package io.whisper.rendezvous.point;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/** Twenty random bytes by which the two sides of one leg find each other, once. Immutable. */
public final class Cookie {
  /** Its length in bytes. */
  public static final int SIZE = 20;

  private final byte[] bytes;

  private Cookie(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A new cookie. */
  public static Cookie random(SecureRandom random) {
    byte[] bytes = new byte[SIZE];
    random.nextBytes(bytes);
    return new Cookie(bytes);
  }

  /** The cookie of exactly 20 bytes, which are copied. */
  public static Cookie of(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("cookie of " + bytes.length + " bytes, expected " + SIZE);
    }
    return new Cookie(bytes.clone());
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cookie that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Cookie";
  }
}
