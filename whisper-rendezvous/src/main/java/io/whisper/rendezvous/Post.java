package io.whisper.rendezvous;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeTerms;
import java.time.Instant;

/**
 * A post on a board. Whoever knows the topic may have written it, and it does not say who.
 * Immutable, thread-safe.
 */
public final class Post {
  private final Bytes32 id;
  private final byte[] payload;
  private final Instant publishedAt;
  private final Instant expiry;

  /** Takes the payload for its own. */
  Post(Bytes32 id, EnvelopeTerms terms, byte[] payload) {
    this.id = id;
    this.payload = payload;
    this.publishedAt = Instant.ofEpochSecond(terms.made());
    this.expiry = Instant.ofEpochSecond(terms.expires());
  }

  /** What names it to everybody: 32 bytes, the same as of its {@link Publication}. */
  public Bytes32 id() {
    return id;
  }

  /** A copy of the payload, 0 to 65,536 bytes. */
  public byte[] payload() {
    return payload.clone();
  }

  /** When it was published, to the second, as its author's clock says. */
  public Instant publishedAt() {
    return publishedAt;
  }

  /** The second from which on no store gives it out. */
  public Instant expiry() {
    return expiry;
  }

  /** The length only. */
  @Override
  public String toString() {
    return "Post[" + payload.length + " bytes]";
  }
}
