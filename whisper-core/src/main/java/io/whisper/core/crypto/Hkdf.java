package io.whisper.core.crypto;

import java.util.Arrays;
import javax.crypto.Mac;

/** HKDF-SHA256 (RFC 5869), with the RFC's names. */
public final class Hkdf {
  /** The most that one expansion yields, in bytes. */
  public static final int MAX_LENGTH = 255 * Hmac.SIZE;

  private Hkdf() {}

  /** PRK: 32 bytes drawn from the parts of {@code ikm} in a row, under a salt that may be empty. */
  public static byte[] extract(byte[] salt, byte[]... ikm) {
    return Hmac.sha256(salt, ikm);
  }

  /** OKM: {@code length} bytes, at most {@link #MAX_LENGTH}, of {@code prk} for {@code info}. */
  public static byte[] expand(byte[] prk, byte[] info, int length) {
    if (length < 0 || length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "HKDF yields 0 to " + MAX_LENGTH + " bytes, not " + length);
    }
    Mac mac = Hmac.keyed(prk);
    byte[] okm = new byte[length];
    byte[] block = {};
    for (int done = 0, counter = 1; done < length; done += block.length, counter++) {
      mac.update(block);
      mac.update(info);
      mac.update((byte) counter);
      Arrays.fill(block, (byte) 0);
      block = mac.doFinal();
      System.arraycopy(block, 0, okm, done, Math.min(block.length, length - done));
    }
    Arrays.fill(block, (byte) 0);
    return okm;
  }
}
