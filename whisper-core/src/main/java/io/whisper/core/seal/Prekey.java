package io.whisper.core.seal;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.Sha256;
import io.whisper.core.crypto.XWing;
import io.whisper.core.crypto.XWingKeyPair;
import java.security.SecureRandom;

/**
 * An X-Wing key pair that a recipient publishes so that others can seal to it, and replaces from
 * time to time. Thread-safe; wiped by {@link #close()}.
 */
public final class Prekey implements AutoCloseable {
  /** The length of a prekey id in bytes. */
  public static final int ID_SIZE = 8;

  private final XWingKeyPair pair;
  private final byte[] publicKey;

  private Prekey(XWingKeyPair pair) {
    this.pair = pair;
    this.publicKey = pair.publicKey();
  }

  /** A new prekey. */
  public static Prekey generate(SecureRandom random) {
    return new Prekey(XWing.generate(random));
  }

  /** The prekey of a stored {@link #secretKey()}. */
  public static Prekey of(byte[] secretKey) {
    return new Prekey(XWingKeyPair.of(secretKey));
  }

  /** The id of the prekey with this public key: the first 8 bytes of a hash, as a number. */
  public static long id(byte[] publicKey) {
    byte[] hash = Sha256.hash(Labelled.bytes(Labelled.PREFIX + "prekey id", publicKey));
    return new ByteReader(hash, 0, ID_SIZE).u64();
  }

  /** The id of this prekey. */
  public long id() {
    return id(publicKey);
  }

  /** A copy of the public key, 1,216 bytes. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** A copy of the secret key, 32 bytes, which the caller has to wipe. */
  public byte[] secretKey() {
    return pair.secretKey();
  }

  XWingKeyPair pair() {
    return pair;
  }

  @Override
  public void close() {
    pair.close();
  }

  @Override
  public String toString() {
    return "Prekey";
  }
}
