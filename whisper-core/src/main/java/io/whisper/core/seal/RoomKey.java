package io.whisper.core.seal;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The Ed25519 key with which one author signs its posts of one topic (docs/protocol.md, 18.9).
 *
 * <p>It has nothing to do with the author's identity key: that it is the author's is told to each
 * reader by itself, in a way that convinces nobody else. Thread-safe; wiped by {@link #close()}.
 */
public final class RoomKey implements AutoCloseable {
  /** The length of its seed in bytes. */
  public static final int SEED_SIZE = Ed25519.SEED_SIZE;

  private final SecretBytes seed;
  private final Bytes32 publicKey;

  /** Takes the array for its own. */
  private RoomKey(byte[] seed) {
    this.publicKey = Bytes32.of(Ed25519.publicKey(seed));
    this.seed = SecretBytes.owning(seed);
  }

  /** A new one. */
  public static RoomKey generate(SecureRandom random) {
    byte[] seed = new byte[SEED_SIZE];
    random.nextBytes(seed);
    return new RoomKey(seed);
  }

  /** The one of a copy of a stored {@link #seed()}. */
  public static RoomKey of(byte[] seed) {
    if (seed.length != SEED_SIZE) {
      throw new IllegalArgumentException(
          "room key has " + seed.length + " bytes where " + SEED_SIZE + " belong");
    }
    return new RoomKey(seed.clone());
  }

  /** The public key, by which readers know it. */
  public Bytes32 publicKey() {
    return publicKey;
  }

  /** A copy of the seed, which the caller has to wipe. */
  public byte[] seed() {
    return seed.toByteArray();
  }

  byte[] sign(byte[] message) {
    byte[] secret = seed.toByteArray();
    try {
      return Ed25519.sign(secret, message);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public void close() {
    seed.close();
  }

  @Override
  public String toString() {
    return "RoomKey";
  }
}
