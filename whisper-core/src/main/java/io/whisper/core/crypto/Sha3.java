package io.whisper.core.crypto;

import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/** SHA3-256 and SHAKE256 (FIPS 202). */
public final class Sha3 {
  /** The length of a SHA3-256 digest in bytes. */
  public static final int SIZE = 32;

  private Sha3() {}

  /** The SHA3-256 digest of all {@code parts} in a row. */
  public static byte[] sha3_256(byte[]... parts) {
    SHA3Digest digest = new SHA3Digest(256);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] hash = new byte[SIZE];
    digest.doFinal(hash, 0);
    return hash;
  }

  /** The first {@code length} bytes of SHAKE256 over all {@code parts} in a row. */
  public static byte[] shake256(int length, byte[]... parts) {
    SHAKEDigest digest = new SHAKEDigest(256);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] stream = new byte[length];
    digest.doFinal(stream, 0, length);
    return stream;
  }
}
