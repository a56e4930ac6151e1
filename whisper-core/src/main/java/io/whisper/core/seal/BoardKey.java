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
 * nothing more. Every post has a key of its own, made from a random salt. What an author signs
 * includes that salt, so that nobody makes a second envelope of it. Thread-safe; wiped by {@link
 * #close()}.
 */
public final class BoardKey implements AutoCloseable {
  /** The number of bytes by which a sealed post is longer than its padded payload. */
  public static final int OVERHEAD = Bytes32.SIZE + Plaintext.FRAME_SIZE + AesGcm256.TAG_SIZE;

  /** The longest text of a signed publication, in bytes. */
  public static final int MAX_SIGNED_TEXT = Buckets.MAX_PAYLOAD - SignedText.OVERHEAD;

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
    if (content.kind() == Kind.SIGNED_PUBLICATION) {
      throw new IllegalArgumentException("SIGNED_PUBLICATION is sealed with a room key");
    }
    if (!content.kind().onBoard()) {
      throw new IllegalArgumentException(
          content.kind()
              + " is no kind of a board: those are PUBLICATION, ACKNOWLEDGEMENT and"
              + " SIGNED_PUBLICATION");
    }
    return encrypt(salt(random), visible, content, author);
  }

  /**
   * Seals a signed publication, padded to its bucket.
   *
   * @param visible what stands beside it in the clear, authenticated with it and signed
   * @param content with the text as its payload
   * @param author who says to have written it
   * @param roomKey the author's for the topic
   */
  public byte[] sealSigned(
      SecureRandom random, byte[] visible, FirstContact content, Address author, RoomKey roomKey) {
    if (content.kind() != Kind.SIGNED_PUBLICATION) {
      throw new IllegalArgumentException(content.kind() + " is not signed");
    }
    byte[] salt = salt(random);
    byte[] payload = SignedText.sign(roomKey, bound(salt, visible), content, author).encode();
    byte[] sealed = encrypt(salt, visible, SignedText.with(content, payload), author);
    Arrays.fill(payload, (byte) 0);
    return sealed;
  }

  private static byte[] salt(SecureRandom random) {
    byte[] salt = new byte[Bytes32.SIZE];
    random.nextBytes(salt);
    return salt;
  }

  private byte[] encrypt(
      byte[] salt, byte[] visible, FirstContact content, @Nullable Address author) {
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

  /**
   * Opens a post, or nothing when it or {@code visible} is not what was sealed with this key, or
   * not what was signed.
   */
  public Optional<Posted> open(byte[] visible, byte[] sealed) {
    int padded = sealed.length - OVERHEAD;
    if (padded <= 0 || padded > Buckets.MAX_PAYLOAD || Buckets.forSize(padded) != padded) {
      return Optional.empty();
    }
    byte[] salt = Arrays.copyOf(sealed, Bytes32.SIZE);
    byte[] key = derive(salt);
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
        .flatMap(each -> posted(bound(salt, visible), each));
  }

  private static Optional<Posted> posted(byte[] bound, Plaintext plaintext) {
    FirstContact content = plaintext.content();
    Address author = plaintext.sender();
    if (content.kind() != Kind.SIGNED_PUBLICATION) {
      return Optional.of(new Posted(content, author, null));
    }
    return author == null
        ? Optional.empty()
        : SignedText.decode(content.payload())
            .filter(signed -> signed.holds(bound, content, author))
            .map(
                signed ->
                    new Posted(SignedText.with(content, signed.text()), author, signed.roomKey()));
  }

  /**
   * What names the topic to an author who is asked for its keys (docs/protocol.md, 18.9): who does
   * not know the topic can neither make it nor take it for one of the tags.
   */
  public Bytes32 room() {
    byte[] secret = prk.toByteArray();
    byte[] room = Hkdf.expand(secret, "room".getBytes(US_ASCII), Bytes32.SIZE);
    Arrays.fill(secret, (byte) 0);
    return Bytes32.of(room);
  }

  /** What a signature is for: this topic, one envelope, and what stands beside it in the clear. */
  private byte[] bound(byte[] salt, byte[] visible) {
    ByteWriter out = ByteWriter.growing();
    room().writeTo(out);
    return out.bytes(salt).bytes(visible).toByteArray();
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
