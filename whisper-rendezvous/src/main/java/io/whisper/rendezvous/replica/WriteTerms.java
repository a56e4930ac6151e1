package io.whisper.rendezvous.replica;

import java.time.Instant;

/**
 * How far a {@link TagWriter} goes for a document.
 *
 * @param effort the work to do for an envelope before it is put, which is what the network asks
 *     for; 0 or more
 * @param maximumEffort the most work that is done when stores ask for more; at least {@code effort}
 * @param until when it gives up
 */
public record WriteTerms(long effort, long maximumEffort, Instant until) {
  /** Checks the ranges. */
  public WriteTerms {
    if (effort < 0) {
      throw new IllegalArgumentException("effort is " + effort + ", expected 0 or more");
    }
    if (maximumEffort < effort) {
      throw new IllegalArgumentException(
          "maximumEffort is " + maximumEffort + ", expected at least the effort of " + effort);
    }
  }

  /** The same, which end at that moment at the latest. */
  WriteTerms until(Instant latest) {
    return latest.isBefore(until) ? new WriteTerms(effort, maximumEffort, latest) : this;
  }
}
