package io.whisper.core.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.AesGcm256;
import io.whisper.core.crypto.Hkdf;
import io.whisper.core.crypto.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key of a board, which everybody has who knows its topic (docs/protocol.md, 18.5).
 *
 * <p>Whoever can read can write: that a post opens says that its author knows the topic, and
 * nothing more. Every post has a key of its own, made from a random salt. Thread-safe; wiped by
 * {@link #close()}.
 */
public final class BoardKey implements AutoCloseable {
  /** The number of bytes by which a sealed post is longer than its padded payload. */
  public static final int OVERHEAD = Bytes32.SIZE + Plaintext.FRAME_SIZE + AesGcm256.TAG_SIZE;

  private static final byte[] LABEL = "board key".getBytes(US_ASCII);

  private final SecretBytes prk;

  private BoardKey(SecretBytes prk) {
    this.prk = prk;
  }

  /** The key of the topic that was extracted to {@code prk}, which is copied. */
  public static BoardKey of(byte[] prk) {
    return new BoardKey(SecretBytes.copyOf(prk));
  }

  /**
   * Seals {@code content}, padded to its bucket.
   *
   * @param visible what stands beside it in the clear, authenticated with it
   * @param author who says to have written it, or null; nothing here proves it
   */
  public byte[] seal(
      SecureRandom random, byte[] visible, FirstContact content, @Nullable Address author) {
    if (!content.kind().onBoard()) {
      throw new IllegalArgumentException(
          content.kind()
              + " is no kind of a board: those are PUBLICATION, ACKNOWLEDGEMENT and"
              + " SIGNED_PUBLICATION");
    }
    byte[] salt = new byte[Bytes32.SIZE];
    random.nextBytes(salt);
    byte[] plaintext =
        new Plaintext(content, author, Bytes32.ZERO).encode(Buckets.forSize(content.size()));
    byte[] key = derive(salt);
    byte[] encrypted = AesGcm256.seal(key, new byte[AesGcm256.NONCE_SIZE], visible, plaintext);
    Arrays.fill(key, (byte) 0);
    Arrays.fill(plaintext, (byte) 0);
    return ByteWriter.ofSize(salt.length + encrypted.length)
        .bytes(salt)
        .bytes(encrypted)
        .toByteArray();
  }

  /** Opens a post, or nothing when it or {@code visible} is not what was sealed with this key. */
  public Optional<Posted> open(byte[] visible, byte[] sealed) {
    int padded = sealed.length - OVERHEAD;
    if (padded <= 0 || padded > Buckets.MAX_PAYLOAD || Buckets.forSize(padded) != padded) {
      return Optional.empty();
    }
    byte[] key = derive(Arrays.copyOf(sealed, Bytes32.SIZE));
    byte[] encrypted = Arrays.copyOfRange(sealed, Bytes32.SIZE, sealed.length);
    Optional<byte[]> opened =
        AesGcm256.open(key, new byte[AesGcm256.NONCE_SIZE], visible, encrypted);
    Arrays.fill(key, (byte) 0);
    Optional<Plaintext> plaintext = opened.flatMap(Plaintext::decode);
    opened.ifPresent(bytes -> Arrays.fill(bytes, (byte) 0));
    // A larger bucket than the payload needs would be a second form of one post.
    return plaintext
        .filter(each -> each.content().kind().onBoard())
        .filter(each -> each.proof().equals(Bytes32.ZERO))
        .filter(each -> Buckets.forSize(each.content().size()) == padded)
        .map(each -> new Posted(each.content(), each.sender()));
  }

  @Override
  public void close() {
    prk.close();
  }

  @Override
  public String toString() {
    return "BoardKey";
  }

  private byte[] derive(byte[] salt) {
    byte[] secret = prk.toByteArray();
    byte[] info =
        ByteWriter.ofSize(LABEL.length + salt.length).bytes(LABEL).bytes(salt).toByteArray();
    byte[] key = Hkdf.expand(secret, info, AesGcm256.KEY_SIZE);
    Arrays.fill(secret, (byte) 0);
    return key;
  }
}
