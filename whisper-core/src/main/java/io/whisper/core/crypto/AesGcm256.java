package io.whisper.core.crypto;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256 in Galois/Counter Mode (NIST SP 800-38D) with the tag behind the ciphertext.
 *
 * <p>A pair of key and nonce seals once, ever.
 */
public final class AesGcm256 {
  /** The length of a key in bytes. */
  public static final int KEY_SIZE = 32;

  /** The length of a nonce in bytes. */
  public static final int NONCE_SIZE = 12;

  /** The length of the tag, by which a ciphertext is longer than its plaintext, in bytes. */
  public static final int TAG_SIZE = 16;

  private AesGcm256() {}

  /** Encrypts {@code plaintext} and authenticates it together with {@code ad}. */
  public static byte[] seal(byte[] key, byte[] nonce, byte[] ad, byte[] plaintext) {
    try {
      return run(Cipher.ENCRYPT_MODE, key, nonce, ad, plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM does not encrypt", e);
    }
  }

  /**
   * The plaintext of {@code ciphertext}, or nothing when it or {@code ad} is not what was sealed.
   */
  public static Optional<byte[]> open(byte[] key, byte[] nonce, byte[] ad, byte[] ciphertext) {
    if (ciphertext.length < TAG_SIZE) {
      return Optional.empty();
    }
    try {
      return Optional.of(run(Cipher.DECRYPT_MODE, key, nonce, ad, ciphertext));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM does not decrypt", e);
    }
  }

  private static byte[] run(int mode, byte[] key, byte[] nonce, byte[] ad, byte[] input)
      throws GeneralSecurityException {
    Sizes.check("key", key, KEY_SIZE);
    Sizes.check("nonce", nonce, NONCE_SIZE);
    Cipher cipher = Jdk.cipher("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG_SIZE, nonce));
    cipher.updateAAD(ad);
    return cipher.doFinal(input);
  }
}
