package io.whisper.core.seal;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.AesGcm256;
import io.whisper.core.crypto.XWing;
import io.whisper.core.identity.Identity;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sealing of a first contact to a recipient's prekey (docs/protocol.md, 12): X-Wing, then
 * AES-256-GCM over frame and payload, authenticating what is visible beside them.
 *
 * <p>A sender who wants to be known proves it with a code that the recipient could have made, too:
 * the recipient is sure, and can prove it to nobody. Stateless; a call costs a few hundred
 * microseconds and belongs on a worker.
 */
public final class Sealer {
  /** The number of bytes by which a sealed body is longer than its padded payload. */
  public static final int OVERHEAD =
      XWing.CIPHERTEXT_SIZE + Plaintext.FRAME_SIZE + AesGcm256.TAG_SIZE;

  private Sealer() {}

  /**
   * Seals {@code content} so that only the owner of {@code prekey} opens it.
   *
   * @param recipient the address whose prekey it is
   * @param prekey its X-Wing public key, as somebody published it
   * @param visible what stands beside the body in the clear, authenticated with it
   * @param paddedSize what the payload is padded to: {@link Buckets#forSize}, or {@link
   *     Buckets#INTRODUCTION}
   * @param sender who wants to be known, or null to stay anonymous
   * @return nothing when {@code prekey} is not a key
   */
  public static Optional<Sealed> seal(
      SecureRandom random,
      Address recipient,
      byte[] prekey,
      byte[] visible,
      FirstContact content,
      int paddedSize,
      @Nullable Identity sender) {
    if (!Buckets.contains(paddedSize)) {
      throw new IllegalArgumentException("payloads are not padded to " + paddedSize + " bytes");
    }
    if (content.size() > paddedSize) {
      throw new IllegalArgumentException(
          "payload of " + content.size() + " bytes is not within 0 to " + paddedSize);
    }
    return XWing.encapsulate(random, prekey)
        .map(
            encapsulation -> {
              try (encapsulation;
                  BodySecret secret =
                      new BodySecret(encapsulation.ciphertext(), encapsulation.sharedSecret())) {
                byte[] plaintext = plaintext(secret, recipient, content, sender).encode(paddedSize);
                byte[] body = secret.encrypt(visible, plaintext);
                Arrays.fill(plaintext, (byte) 0);
                return new Sealed(body, secret.answerKey(), secret.acknowledgement());
              }
            });
  }

  /**
   * Opens what was sealed to {@code prekey} of {@code recipient}, or nothing when {@code body} or
   * {@code visible} is not what was sealed, or the sender is not who it says.
   */
  public static Optional<Opened> open(
      Identity recipient, Prekey prekey, byte[] visible, byte[] body) {
    if (!Buckets.contains(body.length - OVERHEAD)) {
      return Optional.empty();
    }
    byte[] ciphertext = Arrays.copyOf(body, XWing.CIPHERTEXT_SIZE);
    return prekey
        .pair()
        .decapsulate(ciphertext)
        .flatMap(
            shared -> {
              try (BodySecret secret = new BodySecret(ciphertext, shared)) {
                return secret
                    .decrypt(visible, body)
                    .flatMap(Sealer::decode)
                    .filter(plaintext -> isProven(secret, recipient, plaintext))
                    .map(
                        plaintext ->
                            new Opened(
                                plaintext.content(),
                                plaintext.sender(),
                                secret.answerKey(),
                                secret.acknowledgement()));
              }
            });
  }

  private static Plaintext plaintext(
      BodySecret secret, Address recipient, FirstContact content, @Nullable Identity sender) {
    if (sender == null) {
      return new Plaintext(content, null, Bytes32.ZERO);
    }
    Address address = sender.address();
    byte[] proven = new Plaintext(content, address, Bytes32.ZERO).proven();
    Bytes32 proof = secret.proof(sender, address, recipient, proven);
    Arrays.fill(proven, (byte) 0);
    return new Plaintext(content, address, proof);
  }

  private static boolean isProven(BodySecret secret, Identity recipient, Plaintext plaintext) {
    Address sender = plaintext.sender();
    if (sender == null) {
      return true;
    }
    byte[] proven = plaintext.proven();
    Bytes32 proof = secret.proof(recipient, sender, recipient.address(), proven);
    Arrays.fill(proven, (byte) 0);
    return proof.equals(plaintext.proof());
  }

  private static Optional<Plaintext> decode(byte[] plaintext) {
    Optional<Plaintext> decoded = Plaintext.decode(plaintext);
    Arrays.fill(plaintext, (byte) 0);
    return decoded;
  }
}
