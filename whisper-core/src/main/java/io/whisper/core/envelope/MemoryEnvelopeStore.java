package io.whisper.core.envelope;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.TimeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Entries in memory. */
final class MemoryEnvelopeStore implements EnvelopeStore {
  /** No id is above this one. */
  private static final Bytes32 HIGHEST = Bytes32.fromHex("ff".repeat(Bytes32.SIZE));

  private static final Comparator<HeldEntry> BY_EXPIRY =
      Comparator.comparingLong(HeldEntry::expires).thenComparing(Comparator.naturalOrder());

  private final long quota;
  private final TimeSource time;
  private final TreeMap<Name, StoredEnvelope> entries = new TreeMap<>();
  private final TreeSet<HeldEntry> leaving = new TreeSet<>();
  private final TreeSet<HeldEntry> expiring = new TreeSet<>(BY_EXPIRY);

  /** What counts for each tag, in the order of leaving. */
  private final Map<Bytes32, TreeSet<HeldEntry>> tags = new HashMap<>();

  private final Map<Bytes32, Long> tagBytes = new HashMap<>();
  private long bytes;
  private boolean closed;

  MemoryEnvelopeStore(long quota, TimeSource time) {
    if (quota < 0) {
      throw new IllegalArgumentException("quota of " + quota + " bytes is negative");
    }
    this.quota = quota;
    this.time = time;
  }

  private record Name(Shelf shelf, Bytes32 tag, Bytes32 id) implements Comparable<Name> {
    private static final Comparator<Name> ORDER =
        Comparator.comparing(Name::shelf).thenComparing(Name::tag).thenComparing(Name::id);

    @Override
    public int compareTo(Name other) {
      return ORDER.compare(this, other);
    }
  }

  @Override
  public synchronized PutOutcome put(StoredEnvelope entry) {
    check();
    return put(entry, null);
  }

  @Override
  public synchronized PutOutcome replace(Shelf shelf, StoredEnvelope mark) {
    check();
    QuotaRule.checkReplaced(shelf, mark);
    StoredEnvelope replaced = entries.get(new Name(shelf, mark.tag(), mark.id()));
    return put(mark, replaced == null || !isLive(replaced) ? null : QuotaRule.held(replaced));
  }

  private PutOutcome put(StoredEnvelope entry, @Nullable HeldEntry replaced) {
    if (entry.expires() <= now()) {
      return PutOutcome.EXPIRED;
    }
    HeldEntry held = QuotaRule.held(entry);
    StoredEnvelope known = entries.get(new Name(entry.shelf(), entry.tag(), entry.id()));
    if (known != null) {
      HeldEntry before = QuotaRule.held(known);
      if (isLive(known)) {
        if (replaced != null) {
          take(replaced);
        }
        if (QuotaRule.raises(before, held)) {
          take(before);
          add(entry, held);
        }
        return PutOutcome.KNOWN;
      }
      take(before);
    }
    if (missing(held).any()) {
      removeExpired();
    }
    QuotaRule.Decision decision =
        QuotaRule.decide(
            held.rank(),
            missing(held),
            replaced,
            count -> first(ofTag(held.tag()), count),
            count -> first(leaving, count));
    if (!decision.fits()) {
      return PutOutcome.full(decision.neededRank());
    }
    decision.leaving().forEach(this::take);
    add(entry, held);
    return PutOutcome.STORED;
  }

  private static List<HeldEntry> first(SortedSet<HeldEntry> order, long count) {
    List<HeldEntry> first = new ArrayList<>();
    long counted = 0;
    for (HeldEntry next : order) {
      if (counted >= count) {
        break;
      }
      counted += next.charge();
      first.add(next);
    }
    return first;
  }

  @Override
  public synchronized Optional<StoredEnvelope> get(Shelf shelf, Bytes32 tag, Bytes32 id) {
    check();
    return Optional.ofNullable(entries.get(new Name(shelf, tag, id))).filter(this::isLive);
  }

  @Override
  public synchronized boolean contains(Shelf shelf, Bytes32 tag, Bytes32 id) {
    return get(shelf, tag, id).isPresent();
  }

  @Override
  public synchronized List<Listed> list(Shelf shelf, Bytes32 tag, Bytes32 after, int limit) {
    check();
    Name last = new Name(shelf, tag, HIGHEST);
    return entries.subMap(new Name(shelf, tag, after), false, last, true).values().stream()
        .filter(this::isLive)
        .limit(limit)
        .map(entry -> new Listed(entry.id(), entry.expires()))
        .toList();
  }

  @Override
  public synchronized List<Bytes32> tags(Shelf shelf, Bytes32 above, Bytes32 upTo, int limit) {
    check();
    if (above.compareTo(upTo) >= 0) {
      return List.of();
    }
    return entries
        .subMap(new Name(shelf, above, HIGHEST), false, new Name(shelf, upTo, HIGHEST), true)
        .values()
        .stream()
        .filter(this::isLive)
        .map(StoredEnvelope::tag)
        .distinct()
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized boolean remove(Shelf shelf, Bytes32 tag, Bytes32 id) {
    check();
    StoredEnvelope entry = entries.get(new Name(shelf, tag, id));
    if (entry == null) {
      return false;
    }
    take(QuotaRule.held(entry));
    return isLive(entry);
  }

  @Override
  public synchronized int removeExpired() {
    check();
    int removed = 0;
    while (!expiring.isEmpty() && expiring.first().expires() <= now()) {
      take(expiring.first());
      removed++;
    }
    return removed;
  }

  @Override
  public synchronized StoreSize size() {
    check();
    return new StoreSize(entries.size(), bytes);
  }

  @Override
  public long quota() {
    return quota;
  }

  @Override
  public synchronized void close() {
    closed = true;
    entries.clear();
    leaving.clear();
    expiring.clear();
    tags.clear();
    tagBytes.clear();
    bytes = 0;
  }

  private QuotaRule.Missing missing(HeldEntry newcomer) {
    return QuotaRule.Missing.of(newcomer, tagBytes.getOrDefault(newcomer.tag(), 0L), bytes, quota);
  }

  /** What counts for a tag. */
  private SortedSet<HeldEntry> ofTag(Bytes32 tag) {
    return tags.getOrDefault(tag, new TreeSet<>());
  }

  private void add(StoredEnvelope entry, HeldEntry held) {
    entries.put(new Name(entry.shelf(), entry.tag(), entry.id()), entry);
    leaving.add(held);
    expiring.add(held);
    if (held.shelf().countsForTag()) {
      tags.computeIfAbsent(held.tag(), tag -> new TreeSet<>()).add(held);
      tagBytes.merge(held.tag(), (long) held.charge(), Long::sum);
    }
    bytes += held.charge();
  }

  private void take(HeldEntry held) {
    entries.remove(new Name(held.shelf(), held.tag(), held.id()));
    leaving.remove(held);
    expiring.remove(held);
    if (held.shelf().countsForTag()) {
      tags.computeIfPresent(
          held.tag(), (tag, all) -> all.remove(held) && all.isEmpty() ? null : all);
      tagBytes.compute(held.tag(), (tag, all) -> less(all, held.charge()));
    }
    bytes -= held.charge();
  }

  private static @Nullable Long less(@Nullable Long all, int charge) {
    return all == null || all <= charge ? null : Long.valueOf(all - charge);
  }

  private boolean isLive(StoredEnvelope entry) {
    return entry.expires() > now();
  }

  private long now() {
    return time.now().getEpochSecond();
  }

  private void check() {
    if (closed) {
      throw new EnvelopeStoreException(
          EnvelopeStoreException.Reason.CLOSED, "the store in memory is closed", null);
    }
  }
}
