package io.whisper.rendezvous.reception;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.crypto.X25519;
import io.whisper.core.crypto.X25519KeyPair;
import io.whisper.core.seal.Prekey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The keys that a presence names: the prekey for what is sealed to the recipient and the key B of
 * session handshakes. They come and go together.
 *
 * <p>On disk: made 8 | X-Wing secret key 32 | X25519 private key 32.
 *
 * @param prekey the X-Wing key pair
 * @param handshake the X25519 key pair
 * @param made when they were made; of keys that served for longer than meant, so much later
 */
record ReceptionKeys(Prekey prekey, X25519KeyPair handshake, Instant made) implements KeptKeys.Key {
  static final int RECORD_SIZE = 72;

  private static final Duration USE = Duration.ofHours(24);

  /** The longest life of a presence, a day, and an hour for clocks and what is on its way. */
  private static final Duration MEMORY = USE.plus(Duration.ofHours(25));

  /** A presence names them for a day and longer while the disk takes no others. */
  static final KeptKeys.Form<ReceptionKeys> FORM =
      new KeptKeys.Form<>(
          "keys",
          RECORD_SIZE,
          USE,
          MEMORY,
          true,
          ReceptionKeys::read,
          ReceptionKeys::generate,
          ReceptionKeys::servedUntil);

  private static ReceptionKeys generate(SecureRandom random, Instant now) {
    return new ReceptionKeys(
        Prekey.generate(random),
        X25519.generate(random),
        Instant.ofEpochSecond(now.getEpochSecond()));
  }

  private static ReceptionKeys read(ByteReader in) {
    long made = Math.max(0, Math.min(in.u64(), Instant.MAX.getEpochSecond()));
    byte[] prekey = in.bytes(32);
    byte[] handshake = in.bytes(X25519.KEY_SIZE);
    ReceptionKeys keys =
        new ReceptionKeys(
            Prekey.of(prekey), X25519KeyPair.of(handshake), Instant.ofEpochSecond(made));
    Arrays.fill(prekey, (byte) 0);
    Arrays.fill(handshake, (byte) 0);
    return keys;
  }

  /**
   * The same keys, as if they had been made just so long before {@code end} as keys may serve: with
   * a full disk a presence named them for longer than a day, and may be in use as long.
   */
  private ReceptionKeys servedUntil(Instant end) {
    Instant begin = Instant.ofEpochSecond(end.minus(USE).getEpochSecond());
    return begin.isAfter(made) ? new ReceptionKeys(prekey, handshake, begin) : this;
  }

  @Override
  public void write(ByteWriter out) {
    byte[] prekeySecret = prekey.secretKey();
    byte[] handshakeSecret = handshake.privateKey();
    out.u64(made.getEpochSecond()).bytes(prekeySecret).bytes(handshakeSecret);
    Arrays.fill(prekeySecret, (byte) 0);
    Arrays.fill(handshakeSecret, (byte) 0);
  }

  @Override
  public void close() {
    prekey.close();
    handshake.close();
  }

  @Override
  public String toString() {
    return "ReceptionKeys";
  }
}
