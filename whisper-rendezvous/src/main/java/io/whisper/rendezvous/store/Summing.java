package io.whisper.rendezvous.store;

import io.whisper.rendezvous.ring.Arc;
import io.whisper.rendezvous.store.wire.Summary;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The making of a {@link Summary} of what a store has, step by step. What was deleted from a
 * mailbox counts as if it was there: a store that missed the deletion has nothing to offer.
 */
final class Summing {
  /** So many names of a bucket on average are named where one of them is missing. */
  private static final int NAMES_OF_A_BUCKET = 32;

  private final byte[] salt;
  private final long after;
  private final List<Arc.Piece> pieces;
  private final ArcWalk walk;
  private final long[] sums = new long[1 << Summary.MAX_BITS];
  private int count;

  /** A sum of what expires after that second. */
  Summing(byte[] salt, long after, List<Arc.Piece> pieces) {
    this.salt = salt;
    this.after = after;
    this.pieces = pieces;
    this.walk = new ArcWalk(pieces);
  }

  /** Completes with this when all is counted. */
  CompletableFuture<Summing> run(Shelves shelves) {
    return shelves
        .ask(
            store -> {
              walk.step(store, Integer.MAX_VALUE).forEach(this::add);
              return walk.over();
            })
        .thenCompose(over -> over ? CompletableFuture.completedFuture(this) : run(shelves));
  }

  private void add(ArcWalk.Found found) {
    if (found.expires() > after) {
      Summary.NameHash hash = Summary.hash(salt, found.shelf(), found.tag(), found.id());
      sums[hash.bucket(sums.length)] ^= hash.sum();
      count++;
    }
  }

  /** How many names were counted. */
  int count() {
    return count;
  }

  /** The sums of so many buckets, a power of 2. */
  long[] sums(int buckets) {
    long[] folded = new long[buckets];
    for (int i = 0; i < sums.length; i++) {
      folded[(int) ((long) i * buckets / sums.length)] ^= sums[i];
    }
    return folded;
  }

  /** The summary with as many buckets as are worth their bytes. */
  Summary summary() {
    int buckets = 1;
    while (buckets < sums.length && (long) buckets * NAMES_OF_A_BUCKET < count) {
      buckets *= 2;
    }
    return new Summary(salt, after, pieces, sums(buckets));
  }
}
