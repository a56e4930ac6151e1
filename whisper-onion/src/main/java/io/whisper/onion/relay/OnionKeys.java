package io.whisper.onion.relay;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.X25519;
import io.whisper.core.crypto.X25519KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys that hellos to a relay may name: the present one, and the one before it as long as
 * somebody may still go by it. On disk: {@code present 32 | made 8 | 1, previous 32, kept until 8,
 * or 0} (docs/protocol.md, section 16.1).
 *
 * @param present the key that clients are to use
 * @param made when it was made; {@link Instant#EPOCH} when nobody noted it
 * @param previous the one before, if it is still answered
 * @param until until when the one before is answered at least
 */
record OnionKeys(
    X25519KeyPair present, Instant made, @Nullable X25519KeyPair previous, Instant until) {

  static OnionKeys generate(SecureRandom random) {
    return new OnionKeys(X25519.generate(random), Instant.EPOCH, null, Instant.EPOCH);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param timed false for the version that had no times
   */
  static OnionKeys read(ByteReader in, boolean timed) {
    byte[] present = in.bytes(X25519.KEY_SIZE);
    Instant made = timed ? time(in) : Instant.EPOCH;
    boolean hasPrevious = in.u8() == 1;
    byte[] previous = in.bytes(hasPrevious ? X25519.KEY_SIZE : 0);
    Instant until = timed && hasPrevious ? time(in) : Instant.EPOCH;
    OnionKeys keys =
        new OnionKeys(
            X25519KeyPair.of(in.failed() ? new byte[X25519.KEY_SIZE] : present),
            made,
            hasPrevious && !in.failed() ? X25519KeyPair.of(previous) : null,
            until);
    Arrays.fill(present, (byte) 0);
    Arrays.fill(previous, (byte) 0);
    return keys;
  }

  private static Instant time(ByteReader in) {
    return Instant.ofEpochSecond(Math.max(0, Math.min(in.u64(), Instant.MAX.getEpochSecond())));
  }

  void write(ByteWriter out) {
    write(out, present);
    out.u64(made.getEpochSecond()).u8(previous == null ? 0 : 1);
    if (previous != null) {
      write(out, previous);
      out.u64(until.getEpochSecond());
    }
  }

  private static void write(ByteWriter out, X25519KeyPair pair) {
    byte[] secret = pair.privateKey();
    out.bytes(secret);
    Arrays.fill(secret, (byte) 0);
  }

  /** The pair that a client used: the present one unless it named the previous. */
  X25519KeyPair pair(Bytes32 publicKey) {
    return previous != null && publicKey.equals(Bytes32.of(previous.publicKey()))
        ? previous
        : present;
  }

  /** With a new key, and the present one as the previous until a moment. */
  OnionKeys next(SecureRandom random, Instant now, Instant keptUntil) {
    return new OnionKeys(X25519.generate(random), seconds(now), present, seconds(keptUntil));
  }

  OnionKeys madeAt(Instant moment) {
    return new OnionKeys(present, seconds(moment), previous, until);
  }

  OnionKeys keptUntil(Instant moment) {
    return new OnionKeys(present, made, previous, seconds(moment));
  }

  OnionKeys withoutPrevious() {
    return new OnionKeys(present, made, null, Instant.EPOCH);
  }

  private static Instant seconds(Instant moment) {
    return Instant.ofEpochSecond(moment.getEpochSecond());
  }

  void close() {
    present.close();
    if (previous != null) {
      previous.close();
    }
  }

  /** Only the type. */
  @Override
  public String toString() {
    return "OnionKeys";
  }
}
