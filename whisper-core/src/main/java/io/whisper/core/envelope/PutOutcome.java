package io.whisper.core.envelope;

/**
 * What became of an entry that was put.
 *
 * @param neededRank the rank that would have been enough when the store was {@link Status#FULL},
 *     {@link Long#MAX_VALUE} when none would; 0 otherwise
 */
public record PutOutcome(Status status, long neededRank) {
  /** It is kept, and survives the end of the process. */
  public static final PutOutcome STORED = new PutOutcome(Status.STORED, 0);

  /**
   * An entry of its name was kept before, and one is as safe: the one with more work of the two.
   */
  public static final PutOutcome KNOWN = new PutOutcome(Status.KNOWN, 0);

  /** Its time was up when it came; it is not kept. */
  public static final PutOutcome EXPIRED = new PutOutcome(Status.EXPIRED, 0);

  /** There is no room for it at its rank. */
  public static PutOutcome full(long neededRank) {
    return new PutOutcome(Status.FULL, neededRank);
  }

  /** The ways in which it may end. */
  public enum Status {
    /** It is kept. */
    STORED,
    /** It was kept before. */
    KNOWN,
    /** Its time was up. */
    EXPIRED,
    /** There is no room. */
    FULL
  }
}
