package io.whisper.core.envelope;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The rule by which every store decides what it keeps when it is full (docs/protocol.md, 18.8).
 *
 * <p>Entries of a lower rank than the newcomer's leave, the lowest first; when those are not
 * enough, none leaves and the newcomer is refused. Marks of withdrawals are not paid for and do not
 * leave, but have at most a quarter of the quota.
 */
public final class QuotaRule {
  private static final int UNPAID_SHARE = 4;

  private QuotaRule() {}

  /**
   * What has to leave.
   *
   * @param leaving the entries that leave, none when the newcomer is refused
   * @param neededRank 0 when there is room, else the rank that would have made it
   */
  public record Decision(List<HeldEntry> leaving, long neededRank) {
    /** Whether the newcomer is kept. */
    public boolean fits() {
      return neededRank == 0;
    }
  }

  /** Whether {@code entry} would be too much for a shelf that holds so many bytes already. */
  public static boolean exceedsShelf(StoredEnvelope entry, long shelfBytes, long quota) {
    return !entry.shelf().isPaid() && shelfBytes + entry.charge() > quota / UNPAID_SHARE;
  }

  /**
   * Whether a newcomer takes the place of what is kept under its name: the same with more work. Of
   * anything else the first stays.
   */
  public static boolean raises(HeldEntry kept, HeldEntry newcomer) {
    return newcomer.rank() > kept.rank()
        && newcomer.expires() == kept.expires()
        && newcomer.charge() == kept.charge();
  }

  /** What {@code entry} is in the order of leaving. */
  public static HeldEntry held(StoredEnvelope entry) {
    return new HeldEntry(
        entry.rank(), entry.expires(), entry.shelf(), entry.tag(), entry.id(), entry.charge());
  }

  /**
   * Decides on a newcomer of that rank for which {@code missing} bytes have to become free.
   *
   * @param inOrder all entries in the order of leaving; only as many are taken as are needed
   */
  public static Decision decide(long missing, long rank, Iterator<HeldEntry> inOrder) {
    List<HeldEntry> leaving = new ArrayList<>();
    long freed = 0;
    long highest = -1;
    while (freed < missing) {
      if (!inOrder.hasNext()) {
        return new Decision(List.of(), Long.MAX_VALUE);
      }
      HeldEntry next = inOrder.next();
      freed += next.charge();
      highest = next.rank();
      leaving.add(next);
    }
    return highest < rank
        ? new Decision(leaving, 0)
        : new Decision(List.of(), Math.min(highest, Long.MAX_VALUE - 1) + 1);
  }
}
