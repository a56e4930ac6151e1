package io.whisper.rendezvous.descriptor;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.XWing;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * How a recipient can be reached just now (docs/protocol.md, "Presence").
 *
 * @param prekey the X-Wing public key to seal introductions to, 1,216 bytes, copied in and out
 * @param handshakeKey the X25519 key B of session handshakes
 * @param points 1 to 20 introduction points with different keys
 */
@SuppressWarnings("ArrayRecordComponent") // Copied in and out.
public record Presence(byte[] prekey, Bytes32 handshakeKey, List<PresencePoint> points) {
  /** The most introduction points of a presence. */
  public static final int MAX_POINTS = 20;

  /** Checks lengths and copies. */
  public Presence {
    if (prekey.length != XWing.PUBLIC_KEY_SIZE) {
      throw new IllegalArgumentException(
          "prekey of " + prekey.length + " bytes, expected " + XWing.PUBLIC_KEY_SIZE);
    }
    if (points.isEmpty() || points.size() > MAX_POINTS) {
      throw new IllegalArgumentException(
          points.size() + " introduction points, expected 1 to " + MAX_POINTS);
    }
    if (new HashSet<>(points).size() != points.size()) {
      throw new IllegalArgumentException("an introduction point is named twice");
    }
    prekey = prekey.clone();
    points = List.copyOf(points);
  }

  /** A copy of the prekey. */
  @Override
  public byte[] prekey() {
    return prekey.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Presence that
        && Arrays.equals(prekey, that.prekey)
        && handshakeKey.equals(that.handshakeKey)
        && points.equals(that.points);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(prekey) + points.hashCode();
  }

  /** The number of points only. */
  @Override
  public String toString() {
    return "Presence[" + points.size() + " introduction points]";
  }
}
