package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeTerms;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A post on a board. Whoever knows the topic may have written it, in anybody's name, but for one
 * whose {@link #author} is proved. Immutable, thread-safe.
 */
public final class Post {
  private final Bytes32 id;
  private final byte[] payload;
  private final Instant publishedAt;
  private final Instant expiry;
  private final @Nullable Address author;
  private final boolean proved;

  /**
   * Takes the payload for its own.
   *
   * @param author whom it names, or null
   * @param proved whether that was proved
   */
  Post(Bytes32 id, EnvelopeTerms terms, byte[] payload, @Nullable Address author, boolean proved) {
    this.id = id;
    this.payload = payload;
    this.publishedAt = Instant.ofEpochSecond(terms.made());
    this.expiry = Instant.ofEpochSecond(terms.expires());
    this.author = author;
    this.proved = proved;
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

  /**
   * Who wrote it, proved to this endpoint and to nobody else; nothing while it is not proved. Where
   * authors are asked, a later proof is told by {@link PostListener#onProved}.
   */
  public Optional<Address> author() {
    return claimedAuthor().filter(named -> proved);
  }

  /**
   * Whom the post names as its author: without a proof, somebody whom anybody who knows the topic
   * may have named; nothing when it names nobody.
   */
  public Optional<Address> claimedAuthor() {
    return Optional.ofNullable(author);
  }

  /** The length only. */
  @Override
  public String toString() {
    return "Post[" + payload.length + " bytes]";
  }
}
