package io.whisper.core.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.crypto.AesGcm256;
import io.whisper.core.crypto.Hkdf;
import io.whisper.core.seal.Posted;
import java.util.Arrays;
import java.util.Optional;

/** A member of a topic that opens a post and seals what was inside, or what it made of it, anew. */
final class Forger {
  private static final byte[] NONCE = new byte[AesGcm256.NONCE_SIZE];

  final byte[] salt;
  final byte[] plaintext;

  /** Has what is in a post. */
  Forger(Topic topic, Envelope post) {
    byte[] sealed = post.sealed();
    this.salt = Arrays.copyOf(sealed, 32);
    this.plaintext =
        AesGcm256.open(
                key(topic, salt),
                NONCE,
                visible(post.terms()),
                Arrays.copyOfRange(sealed, 32, sealed.length))
            .orElseThrow();
  }

  /** Has this in its place. */
  Forger(Forger original, byte[] plaintext) {
    this.salt = original.salt.clone();
    this.plaintext = plaintext;
  }

  /** The envelope with these terms around it. */
  Envelope seal(Topic topic, EnvelopeTerms terms) {
    byte[] encrypted = AesGcm256.seal(key(topic, salt), NONCE, visible(terms), plaintext);
    byte[] sealed =
        ByteWriter.ofSize(32 + encrypted.length).bytes(salt).bytes(encrypted).toByteArray();
    return new Envelope(terms, 0, sealed);
  }

  /** What others read of that envelope. */
  Optional<Posted> posted(Topic topic, EnvelopeTerms terms) {
    return BoardSealer.open(topic, seal(topic, terms));
  }

  private static byte[] key(Topic topic, byte[] salt) {
    byte[] prk = Hkdf.extract("whisper-1 topic".getBytes(US_ASCII), topic.secret());
    byte[] info = ByteWriter.growing().ascii("board key").bytes(salt).toByteArray();
    return Hkdf.expand(prk, info, AesGcm256.KEY_SIZE);
  }

  private static byte[] visible(EnvelopeTerms terms) {
    ByteWriter out = ByteWriter.growing().ascii("whisper-1 board");
    terms.writeTo(out);
    terms.withdrawalOrZeros().writeTo(out);
    return out.toByteArray();
  }
}
