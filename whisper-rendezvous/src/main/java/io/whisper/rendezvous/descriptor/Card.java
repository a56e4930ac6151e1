package io.whisper.rendezvous.descriptor;

import io.whisper.core.crypto.XWing;
import io.whisper.core.envelope.EnvelopeTerms;
import java.util.Arrays;

/**
 * How messages for a recipient that is away are sealed, and what it takes into its mailbox
 * (docs/protocol.md, "Card").
 *
 * @param prekey the X-Wing public key to seal to, 1,216 bytes, copied in and out
 * @param minimumWork the effort that the recipient looks for in an envelope, 0 or more
 * @param longestTtlSeconds how long an envelope for it may live at most, 1 to {@link
 *     EnvelopeTerms#MAX_TTL_SECONDS}: what lives longer may find its prekey destroyed
 */
@SuppressWarnings("ArrayRecordComponent") // Copied in and out.
public record Card(byte[] prekey, long minimumWork, int longestTtlSeconds) {

  /** Checks the ranges and copies. */
  public Card {
    if (prekey.length != XWing.PUBLIC_KEY_SIZE) {
      throw new IllegalArgumentException(
          "prekey of " + prekey.length + " bytes, expected " + XWing.PUBLIC_KEY_SIZE);
    }
    if (minimumWork < 0) {
      throw new IllegalArgumentException("minimumWork is " + minimumWork + ", expected 0 or more");
    }
    if (longestTtlSeconds < 1 || longestTtlSeconds > EnvelopeTerms.MAX_TTL_SECONDS) {
      throw new IllegalArgumentException(
          "longestTtlSeconds is "
              + longestTtlSeconds
              + ", expected 1 to "
              + EnvelopeTerms.MAX_TTL_SECONDS);
    }
    prekey = prekey.clone();
  }

  /** A copy of the prekey. */
  @Override
  public byte[] prekey() {
    return prekey.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Card that
        && Arrays.equals(prekey, that.prekey)
        && minimumWork == that.minimumWork
        && longestTtlSeconds == that.longestTtlSeconds;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(prekey);
  }

  /** Only the type. */
  @Override
  public String toString() {
    return "Card";
  }
}
