package io.whisper.onion.directory.authority;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.RelayDescriptor;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.onion.directory.RingPlace;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** One relay as one authority sees it. Immutable. */
final class VotedRelay {
  private final byte[] document;
  private final RelayDescriptor descriptor;
  private final Bytes32 content;
  private final Set<RelayFlag> flags;
  private final long weight;
  private final Instant since;
  private final Optional<RingPlace> ring;

  /**
   * A voted relay.
   *
   * @param document the signed document of {@code descriptor}, not copied
   * @param since when the voter first reached it, in whole seconds
   * @param ring the ring place that the voter knows it to have
   */
  VotedRelay(
      byte[] document,
      RelayDescriptor descriptor,
      Set<RelayFlag> flags,
      long weight,
      Instant since,
      Optional<RingPlace> ring) {
    this.document = document;
    this.descriptor = descriptor;
    this.content = descriptor.contentDigest();
    this.flags = Set.copyOf(flags);
    this.weight = weight;
    this.since = since;
    this.ring = ring;
  }

  byte[] document() {
    return document.clone();
  }

  RelayDescriptor descriptor() {
    return descriptor;
  }

  /** What the descriptor says, its time of publication apart. */
  Bytes32 content() {
    return content;
  }

  Bytes32 identity() {
    return descriptor.target().identity();
  }

  Set<RelayFlag> flags() {
    return flags;
  }

  long weight() {
    return weight;
  }

  Instant since() {
    return since;
  }

  Optional<RingPlace> ring() {
    return ring;
  }
}
