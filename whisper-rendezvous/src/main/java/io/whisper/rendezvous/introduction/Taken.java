package io.whisper.rendezvous.introduction;

import org.jspecify.annotations.Nullable;

/**
 * The proof that a recipient has what was introduced to it.
 *
 * @param reply what its application replied at once, not copied, or null when it did not
 * @param hops the intermediaries of the circuit that carried the introduction, 0 to 3
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on once.
public record Taken(byte @Nullable [] reply, int hops) {
  @Override
  public String toString() {
    return "Taken";
  }
}
