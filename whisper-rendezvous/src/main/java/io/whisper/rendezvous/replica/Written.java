package io.whisper.rendezvous.replica;

import io.whisper.rendezvous.store.wire.PutAnswer;
import org.jspecify.annotations.Nullable;

/**
 * How a writing ended.
 *
 * @param end why nothing more is tried
 * @param stored how many stores have answered that they hold the document, 0 to 3
 * @param refusal what a store that does not hold it said last, or null when none has said anything
 * @param neededEffort the most work that a store asked for and that is more than was to be done, or
 *     0
 */
public record Written(
    SpreadEnd end, int stored, PutAnswer.@Nullable Status refusal, long neededEffort) {

  /**
   * Why not all stores hold the document, in words for a person; empty when those that do not have
   * said nothing.
   */
  public String reason() {
    return Refusals.words(this);
  }
}
