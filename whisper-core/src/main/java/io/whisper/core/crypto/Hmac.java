package io.whisper.core.crypto;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 (RFC 2104). */
public final class Hmac {
  /** The length of a code in bytes. */
  public static final int SIZE = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private Hmac() {}

  /** The code under {@code key}, of any length, over all {@code parts} in a row. */
  public static byte[] sha256(byte[] key, byte[]... parts) {
    Mac mac = keyed(key);
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  /** Whether {@code code} is the one under {@code key} over {@code parts}, in constant time. */
  public static boolean verify(byte[] code, byte[] key, byte[]... parts) {
    return MessageDigest.isEqual(code, sha256(key, parts));
  }

  static Mac keyed(byte[] key) {
    Mac mac = Jdk.mac(ALGORITHM);
    try {
      // The JDK refuses an empty key; HMAC pads keys with zeros, so one zero byte is the same key.
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, ALGORITHM));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("HMAC-SHA256 takes keys of every length", e);
    }
    return mac;
  }
}
