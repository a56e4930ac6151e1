package io.whisper.core.envelope;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which every store decides what it keeps when it is full (docs/protocol.md, 18.8).
 *
 * <p>Entries of a lower rank than the newcomer's leave, the lowest first; when those are not
 * enough, none leaves and the newcomer is refused. Where the share of its tag is used up these are
 * entries of that tag, so that one tag can push out nothing of another once it is full.
 */
public final class QuotaRule {
  private static final int TAGS_SHARE = 16;

  /** Of less the largest entries would not find room at a tag of a small store. */
  private static final long LEAST_TAG_SHARE = 1L << 20;

  /** As much as counts for the 262,144 entries that a reader goes through. */
  private static final long MOST_TAG_SHARE = 262_144L * StoredEnvelope.OVERHEAD;

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

  /**
   * How much is missing for a newcomer.
   *
   * @param ofTag the bytes that are missing of the share of its tag, none when 0 or less
   * @param ofAll the bytes that are missing of the quota, none when 0 or less
   */
  public record Missing(long ofTag, long ofAll) {
    /** What is missing where so many bytes are kept. */
    public static Missing of(HeldEntry newcomer, long tagBytes, long allBytes, long quota) {
      return new Missing(
          newcomer.shelf().countsForTag() ? tagBytes + newcomer.charge() - tagShare(quota) : 0,
          allBytes + newcomer.charge() - quota);
    }

    /** Whether anything has to leave. */
    public boolean any() {
      return ofTag > 0 || ofAll > 0;
    }
  }

  /** Entries in the order of leaving. */
  public interface Order<E extends Exception> {
    /** As many of the first as count for {@code bytes}, or all. */
    List<HeldEntry> first(long bytes) throws E;
  }

  /** The most bytes that entries of one tag count for together, cards aside. */
  public static long tagShare(long quota) {
    return Math.min(MOST_TAG_SHARE, Math.max(LEAST_TAG_SHARE, quota / TAGS_SHARE));
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

  /**
   * Checks the arguments of {@link EnvelopeStore#replace}.
   *
   * @throws IllegalArgumentException when a mark would take the place of itself
   */
  public static void checkReplaced(Shelf shelf, StoredEnvelope mark) {
    if (shelf == mark.shelf()) {
      throw new IllegalArgumentException(
          "what lies on " + shelf + " is to be replaced by what lies there itself");
    }
  }

  /** What {@code entry} is in the order of leaving. */
  public static HeldEntry held(StoredEnvelope entry) {
    return new HeldEntry(
        entry.rank(), entry.expires(), entry.shelf(), entry.tag(), entry.id(), entry.charge());
  }

  /**
   * Decides on a newcomer of that rank.
   *
   * @param replaced what leaves anyway, since the newcomer takes its place, or null
   * @param ofTag what counts for its tag
   * @param ofAll everything
   */
  public static <E extends Exception> Decision decide(
      long rank, Missing missing, @Nullable HeldEntry replaced, Order<E> ofTag, Order<E> ofAll)
      throws E {
    List<HeldEntry> leaving = replaced == null ? List.of() : List.of(replaced);
    long ofTagLeaving = replaced != null && replaced.shelf().countsForTag() ? bytes(leaving) : 0;
    Decision first = decide(rank, missing.ofTag(), leaving, ofTagLeaving, ofTag);
    return first.fits()
        ? decide(rank, missing.ofAll(), first.leaving(), bytes(first.leaving()), ofAll)
        : first;
  }

  /** Decides where some leave already, of which {@code known} bytes count. */
  private static <E extends Exception> Decision decide(
      long rank, long missing, List<HeldEntry> already, long known, Order<E> order) throws E {
    long lacking = missing - known;
    if (lacking <= 0) {
      return new Decision(already, 0);
    }
    List<HeldEntry> leaving = new ArrayList<>(already);
    Set<HeldEntry> gone = new HashSet<>(already);
    long highest = -1;
    // Those that leave already may be the first, and then these are still enough.
    for (HeldEntry next : order.first(missing)) {
      if (lacking > 0 && !gone.contains(next)) {
        lacking -= next.charge();
        highest = next.rank();
        leaving.add(next);
      }
    }
    if (lacking > 0) {
      return new Decision(List.of(), Long.MAX_VALUE);
    }
    return highest < rank
        ? new Decision(leaving, 0)
        : new Decision(List.of(), Math.min(highest, Long.MAX_VALUE - 1) + 1);
  }

  private static long bytes(List<HeldEntry> entries) {
    return entries.stream().mapToLong(HeldEntry::charge).sum();
  }
}
