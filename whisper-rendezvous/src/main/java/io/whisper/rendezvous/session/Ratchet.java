package io.whisper.rendezvous.session;

import io.whisper.core.crypto.Hmac;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The chain of keys of one direction of a session (docs/protocol.md, "Sessions").
 *
 * <pre>mk = HMAC(ck, 0x01), ck' = HMAC(ck, 0x02)</pre>
 *
 * <p>A chain key is overwritten by the next one, so that whoever takes it learns nothing of what
 * went before. Not thread-safe.
 */
final class Ratchet {
  /** The length of a chain key and of a message key in bytes. */
  static final int KEY_SIZE = 32;

  private static final byte[] MESSAGE_KEY = {1};
  private static final byte[] CHAIN_KEY = {2};

  private final byte[] ck;

  /** Takes the array for its own. */
  Ratchet(byte[] ck) {
    if (ck.length != KEY_SIZE) {
      throw new IllegalArgumentException(
          "chain key of " + ck.length + " bytes, expected " + KEY_SIZE);
    }
    this.ck = ck;
  }

  /** Lends the key of the next cell for its one use, after which it is wiped. */
  <T> T use(Function<byte[], T> once) {
    byte[] mk = Hmac.sha256(ck, MESSAGE_KEY);
    byte[] next = Hmac.sha256(ck, CHAIN_KEY);
    System.arraycopy(next, 0, ck, 0, KEY_SIZE);
    Arrays.fill(next, (byte) 0);
    try {
      return once.apply(mk);
    } finally {
      Arrays.fill(mk, (byte) 0);
    }
  }

  void wipe() {
    Arrays.fill(ck, (byte) 0);
  }

  @Override
  public String toString() {
    return "Ratchet";
  }
}
