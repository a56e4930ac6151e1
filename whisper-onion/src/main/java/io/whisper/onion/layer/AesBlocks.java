package io.whisper.onion.layer;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-128 on independent blocks of 16 bytes, in one direction.
 *
 * <p>Also counter mode runs through it: encrypting counter blocks that the caller prepares needs no
 * initialisation for each cell, allocates nothing, and was measured faster than the JDK's CTR. Not
 * safe for use by several threads at once.
 */
final class AesBlocks {

  /** Bytes of a key and of a block. */
  static final int SIZE = 16;

  private final Cipher cipher;
  private final int mode;

  private AesBlocks(int mode) {
    this.mode = mode;
    try {
      cipher = Cipher.getInstance("AES/ECB/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no AES", e);
    }
  }

  /** The cipher itself. */
  static AesBlocks encrypting() {
    return new AesBlocks(Cipher.ENCRYPT_MODE);
  }

  /** Its inverse. */
  static AesBlocks decrypting() {
    return new AesBlocks(Cipher.DECRYPT_MODE);
  }

  /** Takes a new key of 16 bytes at this place. */
  void key(byte[] array, int offset) {
    try {
      cipher.init(mode, new SecretKeySpec(array, offset, SIZE, "AES"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES refused a key of 16 bytes", e);
    }
  }

  /** Processes whole blocks from one array to another: within one array the JDK would copy. */
  void process(byte[] in, int offset, int length, byte[] out, int outOffset) {
    try {
      cipher.update(in, offset, length, out, outOffset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES refused " + length + " bytes", e);
    }
  }

  /** Replaces the key by zeros. */
  void wipe() {
    key(new byte[SIZE], 0);
  }
}
