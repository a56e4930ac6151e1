package io.whisper.core.crypto;

/** SHA-256 (FIPS 180-4). */
public final class Sha256 {
  /** The length of a digest in bytes. */
  public static final int SIZE = 32;

  private Sha256() {}

  /** The digest of all {@code parts} in a row. */
  public static byte[] hash(byte[]... parts) {
    return Jdk.digest("SHA-256", parts);
  }
}
