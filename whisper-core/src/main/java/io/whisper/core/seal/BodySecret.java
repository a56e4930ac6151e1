package io.whisper.core.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.AesGcm256;
import io.whisper.core.crypto.Hkdf;
import io.whisper.core.crypto.Hmac;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.SecretBytes;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.crypto.XWing;
import io.whisper.core.identity.Identity;
import java.util.Arrays;
import java.util.Optional;

/**
 * The X-Wing secret of one sealed body, and all that is derived from it (docs/protocol.md, 12). Not
 * thread-safe; wiped by {@link #close()}.
 */
final class BodySecret implements AutoCloseable {
  private static final byte[] SALT = (Labelled.PREFIX + "seal").getBytes(US_ASCII);
  private static final String PROOF_LABEL = Labelled.PREFIX + "sender proof";
  private static final int KEY_SIZE = AesGcm256.KEY_SIZE;

  private final byte[] ciphertext;
  private final byte[] secret;

  /** Takes the arrays for its own: an X-Wing ciphertext and the secret in it. */
  BodySecret(byte[] ciphertext, byte[] secret) {
    this.ciphertext = ciphertext;
    this.secret = secret;
  }

  /** The sealed body: the X-Wing ciphertext and the encrypted plaintext. */
  byte[] encrypt(byte[] visible, byte[] plaintext) {
    byte[] k = bodyKey(visible);
    byte[] encrypted = AesGcm256.seal(k, new byte[AesGcm256.NONCE_SIZE], visible, plaintext);
    Arrays.fill(k, (byte) 0);
    byte[] body = Arrays.copyOf(ciphertext, ciphertext.length + encrypted.length);
    System.arraycopy(encrypted, 0, body, ciphertext.length, encrypted.length);
    return body;
  }

  /** The plaintext in a sealed body, or nothing when this or {@code visible} was changed. */
  Optional<byte[]> decrypt(byte[] visible, byte[] body) {
    byte[] k = bodyKey(visible);
    byte[] encrypted = Arrays.copyOfRange(body, XWing.CIPHERTEXT_SIZE, body.length);
    try {
      return AesGcm256.open(k, new byte[AesGcm256.NONCE_SIZE], visible, encrypted);
    } finally {
      Arrays.fill(k, (byte) 0);
    }
  }

  /**
   * The code that proves {@code sender}, over {@code proven}. One of the two addresses is that of
   * {@code self}, whose secret is used with the other.
   */
  Bytes32 proof(Identity self, Address sender, Address recipient, byte[] proven) {
    Address other = self.address().equals(sender) ? recipient : sender;
    byte[] info =
        Labelled.bytes(
            PROOF_LABEL,
            sender.publicKey().toByteArray(),
            recipient.publicKey().toByteArray(),
            Sha256.hash(ciphertext));
    // Keys of addresses have no torsion component, so two of them always agree on a secret.
    try (SecretBytes agreed = self.agree(other).orElseThrow()) {
      byte[] dh = agreed.toByteArray();
      byte[] prk = Hkdf.extract(new byte[0], dh, secret);
      byte[] key = Hkdf.expand(prk, info, Hmac.SIZE);
      byte[] code = Hmac.sha256(key, proven);
      for (byte[] derived : new byte[][] {dh, prk, key}) {
        Arrays.fill(derived, (byte) 0);
      }
      return Bytes32.of(code);
    }
  }

  AnswerKey answerKey() {
    return new AnswerKey(derive("answer".getBytes(US_ASCII)));
  }

  /** The secret of the topic under which the recipient acknowledges what waited in a mailbox. */
  SecretBytes acknowledgement() {
    return SecretBytes.owning(derive("acknowledgement".getBytes(US_ASCII)));
  }

  @Override
  public void close() {
    Arrays.fill(secret, (byte) 0);
  }

  private byte[] bodyKey(byte[] visible) {
    byte[] info = Arrays.copyOf("key".getBytes(US_ASCII), 3 + Sha256.SIZE);
    System.arraycopy(Sha256.hash(visible), 0, info, 3, Sha256.SIZE);
    return derive(info);
  }

  private byte[] derive(byte[] info) {
    byte[] prk = Hkdf.extract(SALT, secret);
    byte[] key = Hkdf.expand(prk, info, KEY_SIZE);
    Arrays.fill(prk, (byte) 0);
    return key;
  }

  @Override
  public String toString() {
    return "BodySecret";
  }
}
