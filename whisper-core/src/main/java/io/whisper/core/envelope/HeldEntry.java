package io.whisper.core.envelope;

import io.whisper.core.bytes.Bytes32;
import java.util.Comparator;

/**
 * What a store's order of leaving knows of an entry. The first in this order goes first: the lowest
 * rank, and among equals what expires soonest.
 *
 * @param charge what it counts for against the quota, in bytes
 */
public record HeldEntry(long rank, long expires, Shelf shelf, Bytes32 tag, Bytes32 id, int charge)
    implements Comparable<HeldEntry> {
  private static final Comparator<HeldEntry> ORDER =
      Comparator.comparingLong(HeldEntry::rank)
          .thenComparingLong(HeldEntry::expires)
          .thenComparingInt(entry -> entry.shelf().code())
          .thenComparing(HeldEntry::tag)
          .thenComparing(HeldEntry::id);

  @Override
  public int compareTo(HeldEntry other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "HeldEntry";
  }
}
