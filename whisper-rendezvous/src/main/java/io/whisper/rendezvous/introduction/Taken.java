package io.whisper.rendezvous.introduction;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The proof that a recipient has what was introduced to it.
 *
 * @param reply what its application replied at once, not copied; empty when it is known that no
 *     answer has one, which may be later than that it was taken
 * @param hops the intermediaries of the circuit that carried the introduction, 0 to 3
 */
public record Taken(CompletableFuture<Optional<byte[]>> reply, int hops) {
  /** What one answer says: that it was taken, and a reply or that this answer has none. */
  static Taken at(int hops, Optional<byte[]> reply) {
    return new Taken(CompletableFuture.completedFuture(reply), hops);
  }

  @Override
  public String toString() {
    return "Taken";
  }
}
