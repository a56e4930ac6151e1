package io.whisper.rendezvous.reception;

import io.whisper.core.bytes.Bytes32;
import io.whisper.rendezvous.descriptor.PresenceDocument;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** One document of one period, and the stores that hold it or are being given it. */
final class Publication {
  private final PresenceDocument document;
  private final Instant renewal;
  private final Set<Bytes32> holders = new HashSet<>();
  private final Set<Bytes32> underway = new HashSet<>();

  Publication(PresenceDocument document, Instant renewal) {
    this.document = document;
    this.renewal = renewal;
  }

  PresenceDocument document() {
    return document;
  }

  /** Whether another one has to take its place. */
  boolean due(Instant now) {
    return !renewal.isAfter(now);
  }

  /** Whether a store has still to be given it; from then on it is underway there. */
  boolean begin(Bytes32 store) {
    return !holders.contains(store) && underway.add(store);
  }

  void stored(Bytes32 store) {
    underway.remove(store);
    holders.add(store);
  }

  void failed(Bytes32 store) {
    underway.remove(store);
  }

  /** Whether no store is being asked and at least one holds it. */
  boolean settled() {
    return underway.isEmpty() && !holders.isEmpty();
  }
}
