package io.whisper.core.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.whisper.core.crypto.Argon2id;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.Sha256;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.text.Normalizer;
import java.util.Arrays;

/** The way from what people type to the secret of a topic (docs/protocol.md, 18.4). */
final class TopicText {
  private static final int MEMORY_KIB = 65_536;
  private static final int ITERATIONS = 3;
  private static final int SALT_SIZE = 16;
  private static final byte[] NAME_LABEL = (Labelled.PREFIX + "topic name").getBytes(US_ASCII);
  private static final byte[] PASSWORD_LABEL =
      (Labelled.PREFIX + "topic password").getBytes(US_ASCII);

  private TopicText() {}

  static byte[] nameSecret(String name) {
    return Sha256.hash(NAME_LABEL, utf8("topic name", CharBuffer.wrap(name)));
  }

  static byte[] passwordSecret(char[] password) {
    byte[] encoded = utf8("topic password", CharBuffer.wrap(password));
    try {
      byte[] salt = Arrays.copyOf(Sha256.hash(PASSWORD_LABEL), SALT_SIZE);
      return Argon2id.hash(encoded, salt, MEMORY_KIB, ITERATIONS, Topic.SECRET_SIZE);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** The text in the composed form of Unicode, which keyboards and systems differ in. */
  private static byte[] utf8(String what, CharBuffer text) {
    if (!text.hasRemaining()) {
      throw new IllegalArgumentException(what + " is empty: it has at least one character");
    }
    // Only a text that is not composed leaves a String behind, which cannot be wiped.
    CharBuffer composed =
        Normalizer.isNormalized(text, Normalizer.Form.NFC)
            ? text
            : CharBuffer.wrap(Normalizer.normalize(text, Normalizer.Form.NFC));
    byte[] room = new byte[Math.multiplyExact(3, composed.remaining())];
    ByteBuffer encoded = ByteBuffer.wrap(room);
    if (UTF_8.newEncoder().encode(composed, encoded, true).isError()) {
      throw new IllegalArgumentException(what + " is no text: it has half a character");
    }
    byte[] bytes = Arrays.copyOf(room, encoded.position());
    Arrays.fill(room, (byte) 0);
    return bytes;
  }
}
