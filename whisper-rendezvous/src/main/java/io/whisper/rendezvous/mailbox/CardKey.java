package io.whisper.rendezvous.mailbox;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.seal.Prekey;
import io.whisper.rendezvous.reception.KeptKeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * A prekey that cards name.
 *
 * <p>On disk: made 8 | X-Wing secret key 32.
 *
 * @param prekey the X-Wing key pair
 * @param made when it was made
 */
record CardKey(Prekey prekey, Instant made) implements KeptKeys.Key {
  /** How long cards go on naming a prekey. */
  static final Duration USE = Duration.ofHours(24);

  /** How long a card lives at most. */
  static final Duration CARD_LIFE = Duration.ofDays(14);

  /** From the last card that names it: until that expires, and what was sealed by it then. */
  static final Duration MEMORY = USE.plus(CARD_LIFE).plusSeconds(EnvelopeTerms.MAX_TTL_SECONDS);

  static final int RECORD_SIZE = 40;

  /** No card names one that is older than a day, and so none is kept beyond its time. */
  static final KeptKeys.Form<CardKey> FORM =
      new KeptKeys.Form<>(
          "prekeys",
          RECORD_SIZE,
          USE,
          MEMORY,
          false,
          CardKey::read,
          CardKey::generate,
          (key, now) -> key);

  private static CardKey generate(SecureRandom random, Instant now) {
    return new CardKey(Prekey.generate(random), Instant.ofEpochSecond(now.getEpochSecond()));
  }

  private static CardKey read(ByteReader in) {
    long made = Math.max(0, Math.min(in.u64(), Instant.MAX.getEpochSecond()));
    byte[] secret = in.bytes(32);
    CardKey key = new CardKey(Prekey.of(secret), Instant.ofEpochSecond(made));
    Arrays.fill(secret, (byte) 0);
    return key;
  }

  @Override
  public void write(ByteWriter out) {
    byte[] secret = prekey.secretKey();
    out.u64(made.getEpochSecond()).bytes(secret);
    Arrays.fill(secret, (byte) 0);
  }

  @Override
  public void close() {
    prekey.close();
  }

  @Override
  public String toString() {
    return "CardKey";
  }
}
