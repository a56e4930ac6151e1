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
  private Instant assurance;
  private final Set<Bytes32> holders = new HashSet<>();
  private final Set<Bytes32> underway = new HashSet<>();

  /**
   * A document that no store has yet.
   *
   * @param renewal when another one takes its place
   * @param assurance when it is given to its stores once more
   */
  Publication(PresenceDocument document, Instant renewal, Instant assurance) {
    this.document = document;
    this.renewal = renewal;
    this.assurance = assurance;
  }

  PresenceDocument document() {
    return document;
  }

  /** Whether another one has to take its place. */
  boolean due(Instant now) {
    return !renewal.isAfter(now);
  }

  /** Whether stores may have forgotten it by now. */
  boolean doubtful(Instant now) {
    return !assurance.isAfter(now);
  }

  /** Takes no store to hold it any longer; the next time to doubt it is {@code next}. */
  void doubt(Instant next) {
    assurance = next;
    holders.clear();
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
