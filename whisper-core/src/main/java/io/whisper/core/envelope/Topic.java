package io.whisper.core.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Hkdf;
import io.whisper.core.crypto.Hmac;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.SecretBytes;
import io.whisper.core.seal.BoardKey;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The secret that those share who read and write one board (docs/protocol.md, 18.4).
 *
 * <p>Stores see a tag that differs in each period and tell the periods of a topic apart from other
 * topics only when they know, or guess, the secret: a name is guessed soon. Thread-safe; wiped by
 * {@link #close()}, after which it can still be compared.
 */
public final class Topic implements AutoCloseable {
  /** The length of the secret in bytes. */
  public static final int SECRET_SIZE = 32;

  private static final byte[] SALT = (Labelled.PREFIX + "topic").getBytes(US_ASCII);

  private final SecretBytes secret;
  private final SecretBytes prk;

  /** What two topics are compared by, so that this also works for one that was wiped. */
  private final Bytes32 print;

  /** Takes the array for its own. */
  private Topic(byte[] secret) {
    byte[] extracted = Hkdf.extract(SALT, secret);
    this.print = Bytes32.of(Hkdf.expand(extracted, "print".getBytes(US_ASCII), Bytes32.SIZE));
    this.prk = SecretBytes.owning(extracted);
    this.secret = SecretBytes.owning(secret);
  }

  /**
   * The topic of a name of at least one character, the same for all ways to write it in Unicode.
   * Whoever knows or guesses the name is in.
   */
  public static Topic ofName(String name) {
    return new Topic(TopicText.nameSecret(name));
  }

  /**
   * The topic of a password of at least one character, which costs whoever guesses 64 MiB and a
   * good part of a second a guess; the same for the caller: it belongs on a worker.
   */
  public static Topic ofPassword(char[] password) {
    return new Topic(TopicText.passwordSecret(password));
  }

  /** The topic of a copy of 32 secret bytes. */
  public static Topic ofKey(byte[] secret) {
    if (secret.length != SECRET_SIZE) {
      throw new IllegalArgumentException(
          "topic key has " + secret.length + " bytes where " + SECRET_SIZE + " belong");
    }
    return new Topic(secret.clone());
  }

  /** A new topic that nobody can guess. */
  public static Topic random(SecureRandom random) {
    byte[] secret = new byte[SECRET_SIZE];
    random.nextBytes(secret);
    return new Topic(secret);
  }

  /** The tag under which stores keep the posts of that period, counted from 0. */
  public Bytes32 tag(long period) {
    if (period < 0) {
      throw new IllegalArgumentException("period " + period + " is negative");
    }
    byte[] extracted = prk.toByteArray();
    byte[] key = Hkdf.expand(extracted, "board tag".getBytes(US_ASCII), Hmac.SIZE);
    byte[] tag = Hmac.sha256(key, ByteWriter.ofSize(Long.BYTES).u64(period).toByteArray());
    Arrays.fill(extracted, (byte) 0);
    Arrays.fill(key, (byte) 0);
    return Bytes32.of(tag);
  }

  /** What names the topic to an author who is asked for its keys: {@link BoardKey#room}. */
  public Bytes32 room() {
    try (BoardKey key = boardKey()) {
      return key.room();
    }
  }

  /** A copy of the secret, which the caller has to wipe: {@link #ofKey} takes it. */
  public byte[] secret() {
    return secret.toByteArray();
  }

  /** The key of its board, which the caller closes. */
  BoardKey boardKey() {
    byte[] extracted = prk.toByteArray();
    try {
      return BoardKey.of(extracted);
    } finally {
      Arrays.fill(extracted, (byte) 0);
    }
  }

  @Override
  public void close() {
    secret.close();
    prk.close();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Topic that && print.equals(that.print);
  }

  @Override
  public int hashCode() {
    return print.hashCode();
  }

  @Override
  public String toString() {
    return "Topic";
  }
}
