package io.whisper.node.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeStoreException;
import io.whisper.core.envelope.HeldEntry;
import io.whisper.core.envelope.PutOutcome;
import io.whisper.core.envelope.QuotaRule;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.time.TimeSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Entries on disk, in RocksDB: what was acknowledged survives the death of the process at any
 * moment (docs/protocol.md, 16.5).
 *
 * <p>Changes are decided on one after the other and then wait for the disk together. When writing
 * fails, entries can still be read, and each later change first tries to open the files anew: the
 * store works again once the disk does.
 */
public final class RocksEnvelopeStore implements EnvelopeStore {
  private static final int CHUNK = 1_000;
  private static final long LEAST_GARBAGE = 64L << 20;

  private final StorePlace place;
  private final long quota;
  private final TimeSource time;
  private final StoreAccess access;

  private final StoreOrders orders = new StoreOrders();

  /** The bytes of what went since the files were last rewritten. */
  private long garbage;

  private RocksEnvelopeStore(StorePlace place, long quota, TimeSource time) {
    this.place = place;
    this.quota = quota;
    this.time = time;
    this.access = new StoreAccess(place, orders::forget);
  }

  /**
   * Opens the store in {@code directory}, which is made when it is missing.
   *
   * @param quota the most bytes it keeps, counted by {@link StoredEnvelope#charge}; the files take
   *     somewhat more
   * @throws EnvelopeStoreException when it is damaged, or another process has it open
   */
  public static RocksEnvelopeStore open(Path directory, long quota, TimeSource time) {
    return open(StorePlace.of(directory), quota, time);
  }

  static RocksEnvelopeStore open(StorePlace place, long quota, TimeSource time) {
    if (quota < 0) {
      throw new IllegalArgumentException("quota of " + quota + " bytes is negative");
    }
    return new RocksEnvelopeStore(place, quota, time);
  }

  @Override
  public PutOutcome put(StoredEnvelope entry) {
    return access.change(open -> put(open, entry, null));
  }

  @Override
  public PutOutcome replace(Shelf shelf, StoredEnvelope mark) {
    QuotaRule.checkReplaced(shelf, mark);
    byte[] name = StoreKeys.name(shelf, mark.tag(), mark.id());
    return access.change(
        open -> put(open, mark, open.entry(name).filter(this::isLive).orElse(null)));
  }

  private PutOutcome put(StoreFiles open, StoredEnvelope entry, @Nullable HeldEntry replaced)
      throws RocksDBException {
    long now = now();
    if (entry.expires() <= now) {
      return PutOutcome.EXPIRED;
    }
    HeldEntry held = QuotaRule.held(entry);
    Optional<HeldEntry> known = open.entry(StoreKeys.name(held));
    if (known.isPresent()) {
      if (known.get().expires() > now) {
        again(open, known.get(), held, entry.document(), replaced);
        return PutOutcome.KNOWN;
      }
      take(open, List.of(known.get()));
    }
    place.checkSpace();
    QuotaRule.Missing missing = missing(open, held);
    if (missing.any()) {
      collectAll(open, now);
      missing = missing(open, held);
    }
    if (held.charge() > quota) {
      return PutOutcome.full(Long.MAX_VALUE);
    }
    QuotaRule.Decision decision =
        QuotaRule.decide(
            held.rank(),
            missing,
            replaced,
            bytes -> orders.firstToLeave(open, held.tag(), bytes),
            bytes -> orders.firstToLeave(open, bytes));
    if (!decision.fits()) {
      return PutOutcome.full(decision.neededRank());
    }
    add(open, decision.leaving(), held, entry.document());
    return PutOutcome.STORED;
  }

  /** What is known came again. */
  private void again(
      StoreFiles open,
      HeldEntry known,
      HeldEntry again,
      byte[] document,
      @Nullable HeldEntry replaced)
      throws RocksDBException {
    List<HeldEntry> leaving = new ArrayList<>();
    if (replaced != null) {
      leaving.add(replaced);
    }
    if (QuotaRule.raises(known, again)) {
      place.checkSpace();
      leaving.add(known);
      add(open, leaving, again, document);
    } else {
      take(open, leaving);
    }
  }

  /** Keeps one entry in the place of others. */
  private void add(StoreFiles open, List<HeldEntry> leaving, HeldEntry entry, byte[] document)
      throws RocksDBException {
    try (StoreChange change = open.change()) {
      for (HeldEntry each : leaving) {
        change.take(each);
      }
      change.add(entry, document);
      open.commit(change);
    }
    leaving.forEach(each -> garbage += each.charge());
    orders.added(entry);
  }

  @Override
  public Optional<StoredEnvelope> get(Shelf shelf, Bytes32 tag, Bytes32 id) {
    return access.read(open -> reading(open).get(shelf, tag, id));
  }

  @Override
  public boolean contains(Shelf shelf, Bytes32 tag, Bytes32 id) {
    return access.read(open -> reading(open).entry(StoreKeys.name(shelf, tag, id))).isPresent();
  }

  @Override
  public List<Listed> list(Shelf shelf, Bytes32 tag, Bytes32 after, int limit) {
    return access.read(open -> reading(open).list(shelf, tag, after, limit));
  }

  @Override
  public List<Bytes32> tags(Shelf shelf, Bytes32 above, Bytes32 upTo, int limit) {
    return above.compareTo(upTo) >= 0
        ? List.of()
        : access.read(open -> reading(open).tags(shelf, above, upTo, limit));
  }

  private StoreReading reading(StoreFiles open) {
    return new StoreReading(open, now());
  }

  @Override
  public boolean remove(Shelf shelf, Bytes32 tag, Bytes32 id) {
    return access.change(
        open -> {
          Optional<HeldEntry> entry = open.entry(StoreKeys.name(shelf, tag, id));
          if (entry.isPresent()) {
            take(open, List.of(entry.get()));
          }
          return entry.filter(this::isLive).isPresent();
        });
  }

  @Override
  public int removeExpired() {
    long now = now();
    int removed = 0;
    int last;
    // Others get their turn in between.
    do {
      last = access.change(open -> collect(open, now));
      removed += last;
    } while (last == CHUNK);
    compactIfWorthwhile();
    return removed;
  }

  @Override
  public StoreSize size() {
    return access.read(open -> open.totals().size());
  }

  @Override
  public long quota() {
    return quota;
  }

  @Override
  public void close() {
    access.close();
  }

  private void collectAll(StoreFiles open, long now) throws RocksDBException {
    while (collect(open, now) == CHUNK) {
      // The next chunk.
    }
  }

  /** Removes the first of what has expired; the number removed. */
  private int collect(StoreFiles open, long now) throws RocksDBException {
    List<HeldEntry> expired = orders.expired(open, now, CHUNK);
    take(open, expired);
    return expired.size();
  }

  private void take(StoreFiles open, List<HeldEntry> entries) throws RocksDBException {
    if (entries.isEmpty()) {
      return;
    }
    try (StoreChange change = open.change()) {
      for (HeldEntry each : entries) {
        change.take(each);
      }
      open.commit(change);
    }
    entries.forEach(each -> garbage += each.charge());
  }

  private void compactIfWorthwhile() {
    access.read(
        open -> {
          boolean worthwhile = access.whileUnchanged(this::takeGarbage, open);
          if (worthwhile) {
            open.compact();
          }
          return worthwhile;
        });
  }

  private boolean takeGarbage(StoreFiles open) {
    if (garbage < Math.max(LEAST_GARBAGE, open.totals().size().bytes() / 2)) {
      return false;
    }
    garbage = 0;
    return true;
  }

  private QuotaRule.Missing missing(StoreFiles open, HeldEntry newcomer) throws RocksDBException {
    return QuotaRule.Missing.of(
        newcomer, open.tagBytes(newcomer.tag()), open.totals().size().bytes(), quota);
  }

  private boolean isLive(HeldEntry entry) {
    return entry.expires() > now();
  }

  private long now() {
    return time.now().getEpochSecond();
  }
}
