package io.whisper.core.crypto;

/** SHA-512 (FIPS 180-4). */
final class Sha512 {
  private Sha512() {}

  /** The 64-byte digest of all {@code parts} in a row. */
  static byte[] hash(byte[]... parts) {
    return Jdk.digest("SHA-512", parts);
  }
}
