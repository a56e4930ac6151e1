package io.whisper.rendezvous.mailbox;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.seal.Prekey;
import java.security.SecureRandom;
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
record CardKey(Prekey prekey, Instant made) implements AutoCloseable {
  static final int RECORD_SIZE = 40;

  static CardKey generate(SecureRandom random, Instant now) {
    return new CardKey(Prekey.generate(random), Instant.ofEpochSecond(now.getEpochSecond()));
  }

  static CardKey read(ByteReader in) {
    long made = Math.max(0, Math.min(in.u64(), Instant.MAX.getEpochSecond()));
    byte[] secret = in.bytes(32);
    CardKey key = new CardKey(Prekey.of(secret), Instant.ofEpochSecond(made));
    Arrays.fill(secret, (byte) 0);
    return key;
  }

  void write(ByteWriter out) {
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
