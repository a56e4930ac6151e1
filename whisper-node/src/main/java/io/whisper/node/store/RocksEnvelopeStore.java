package io.whisper.node.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeStoreException;
import io.whisper.core.envelope.EnvelopeStoreException.Reason;
import io.whisper.core.envelope.HeldEntry;
import io.whisper.core.envelope.PutOutcome;
import io.whisper.core.envelope.QuotaRule;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.time.TimeSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
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
  /** Behind every key of every order. */
  private static final byte[] END = {-1};

  private static final int CHUNK = 1_000;
  private static final long LEAST_GARBAGE = 64L << 20;

  private final StorePlace place;
  private final long quota;
  private final TimeSource time;

  /** Held shared by whoever uses the files, and alone by whoever opens or closes them. */
  private final ReadWriteLock using = new ReentrantReadWriteLock();

  /** Held by whoever decides on a change. */
  private final ReentrantLock deciding = new ReentrantLock();

  private volatile @Nullable StoreFiles files;
  private volatile boolean broken;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Nothing expires before what is at this key, and nothing leaves before what is at that. */
  private byte[] expiryFrom = {};

  private byte[] leavingFrom = {};

  /** The bytes of what went since the files were last rewritten. */
  private long garbage;

  private RocksEnvelopeStore(StorePlace place, long quota, TimeSource time) {
    this.place = place;
    this.quota = quota;
    this.time = time;
    this.files = place.open();
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
    return change(open -> put(open, entry));
  }

  private PutOutcome put(StoreFiles open, StoredEnvelope entry) throws RocksDBException {
    long now = now();
    if (entry.expires() <= now) {
      return PutOutcome.EXPIRED;
    }
    HeldEntry held = QuotaRule.held(entry);
    Optional<HeldEntry> known = open.entry(StoreKeys.name(held));
    if (known.isPresent()) {
      if (known.get().expires() > now) {
        if (QuotaRule.raises(known.get(), held)) {
          place.checkSpace();
          add(open, List.of(known.get()), held, entry.document());
        }
        return PutOutcome.KNOWN;
      }
      take(open, List.of(known.get()));
    }
    place.checkSpace();
    if (missing(open, held) > 0 || exceedsShelf(open, entry)) {
      collectAll(open, now);
    }
    if (held.charge() > quota || exceedsShelf(open, entry)) {
      return PutOutcome.full(Long.MAX_VALUE);
    }
    long missing = missing(open, held);
    QuotaRule.Decision decision =
        QuotaRule.decide(missing, held.rank(), firstToLeave(open, missing).iterator());
    if (!decision.fits()) {
      return PutOutcome.full(decision.neededRank());
    }
    add(open, decision.leaving(), held, entry.document());
    return PutOutcome.STORED;
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
    expiryFrom = lower(expiryFrom, StoreKeys.expiryKey(entry));
    leavingFrom = lower(leavingFrom, StoreKeys.leavingKey(entry));
  }

  @Override
  public Optional<StoredEnvelope> get(Shelf shelf, Bytes32 tag, Bytes32 id) {
    byte[] name = StoreKeys.name(shelf, tag, id);
    return read(
        open -> {
          Optional<HeldEntry> entry = open.entry(name).filter(this::isLive);
          return entry.isEmpty()
              ? Optional.empty()
              : open.document(name)
                  .map(
                      document ->
                          new StoredEnvelope(
                              shelf, tag, id, entry.get().expires(), entry.get().rank(), document));
        });
  }

  @Override
  public boolean contains(Shelf shelf, Bytes32 tag, Bytes32 id) {
    return read(open -> open.entry(StoreKeys.name(shelf, tag, id)).filter(this::isLive))
        .isPresent();
  }

  @Override
  public List<Listed> list(Shelf shelf, Bytes32 tag, Bytes32 after, int limit) {
    byte[] from = StoreKeys.name(shelf, tag, after);
    byte[] to = StoreKeys.behind(StoreKeys.name(shelf, tag, StoreKeys.HIGHEST));
    return read(
        open -> {
          List<Listed> found = new ArrayList<>();
          try (StoreWalk walk = open.walk(open.entries, from, to)) {
            for (; found.size() < limit && walk.valid(); walk.next()) {
              HeldEntry entry = StoreFiles.whole(StoreKeys.entry(walk.key(), walk.value()));
              if (isLive(entry) && !entry.id().equals(after)) {
                found.add(new Listed(entry.id(), entry.expires()));
              }
            }
          }
          return found;
        });
  }

  @Override
  public List<Bytes32> tags(Shelf shelf, Bytes32 above, Bytes32 upTo, int limit) {
    if (above.compareTo(upTo) >= 0) {
      return List.of();
    }
    byte[] from = StoreKeys.behind(StoreKeys.name(shelf, above, StoreKeys.HIGHEST));
    byte[] to = StoreKeys.behind(StoreKeys.name(shelf, upTo, StoreKeys.HIGHEST));
    return read(
        open -> {
          List<Bytes32> found = new ArrayList<>();
          try (StoreWalk walk = open.walk(open.entries, from, to)) {
            while (found.size() < limit && walk.valid()) {
              HeldEntry entry = StoreFiles.whole(StoreKeys.entry(walk.key(), walk.value()));
              if (isLive(entry)) {
                found.add(entry.tag());
                walk.seek(StoreKeys.behind(StoreKeys.name(shelf, entry.tag(), StoreKeys.HIGHEST)));
              } else {
                walk.next();
              }
            }
          }
          return found;
        });
  }

  @Override
  public boolean remove(Shelf shelf, Bytes32 tag, Bytes32 id) {
    return change(
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
      last = change(open -> collect(open, now));
      removed += last;
    } while (last == CHUNK);
    compactIfWorthwhile();
    return removed;
  }

  @Override
  public StoreSize size() {
    return read(open -> open.totals().size());
  }

  @Override
  public long quota() {
    return quota;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Lock shared = using.readLock();
    shared.lock();
    try {
      StoreFiles open = files;
      if (open != null) {
        open.stopCompacting();
      }
    } finally {
      shared.unlock();
    }
    Lock alone = using.writeLock();
    alone.lock();
    try {
      closeFiles();
    } finally {
      alone.unlock();
    }
  }

  /** As many of the entries that leave first as count for {@code missing} bytes, if there are. */
  private List<HeldEntry> firstToLeave(StoreFiles open, long missing) throws RocksDBException {
    List<HeldEntry> first = new ArrayList<>();
    if (missing <= 0) {
      return first;
    }
    try (StoreWalk walk = open.walk(open.leaving, leavingFrom, END)) {
      if (walk.valid()) {
        leavingFrom = walk.key();
      }
      for (long counted = 0; counted < missing && walk.valid(); walk.next()) {
        HeldEntry entry = StoreFiles.whole(StoreKeys.leaving(walk.key(), walk.value()));
        counted += entry.charge();
        first.add(entry);
      }
    }
    return first;
  }

  private void collectAll(StoreFiles open, long now) throws RocksDBException {
    while (collect(open, now) == CHUNK) {
      // The next chunk.
    }
  }

  /** Removes the first of what has expired; the number removed. */
  private int collect(StoreFiles open, long now) throws RocksDBException {
    List<HeldEntry> expired = new ArrayList<>();
    byte[] bound = StoreKeys.expiryBound(now);
    if (Arrays.compareUnsigned(expiryFrom, bound) >= 0) {
      return 0;
    }
    try (StoreWalk walk = open.walk(open.expiry, expiryFrom, bound)) {
      for (; expired.size() < CHUNK && walk.valid(); walk.next()) {
        expired.add(StoreFiles.whole(StoreKeys.expiring(walk.key(), walk.value())));
      }
      expiryFrom = walk.valid() ? walk.key() : bound;
    }
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
    read(
        open -> {
          deciding.lock();
          try {
            if (garbage < Math.max(LEAST_GARBAGE, open.totals().size().bytes() / 2)) {
              return false;
            }
            garbage = 0;
          } finally {
            deciding.unlock();
          }
          open.compact();
          return true;
        });
  }

  private long missing(StoreFiles open, HeldEntry newcomer) {
    return open.totals().size().bytes() + newcomer.charge() - quota;
  }

  private boolean exceedsShelf(StoreFiles open, StoredEnvelope entry) {
    return QuotaRule.exceedsShelf(entry, open.totals().bytes(entry.shelf()), quota);
  }

  private interface Use<T> {
    T of(StoreFiles open) throws RocksDBException;
  }

  private <T> T read(Use<T> use) {
    if (files == null) {
      reopen();
    }
    Lock shared = using.readLock();
    shared.lock();
    try {
      return use.of(open());
    } catch (RocksDBException e) {
      throw place.failure("cannot be read", e);
    } finally {
      shared.unlock();
    }
  }

  /** Decides on a change, and returns when it and all before it are on the disk. */
  private <T> T change(Use<T> use) {
    if (broken) {
      reopen();
    }
    Lock shared = using.readLock();
    shared.lock();
    try {
      StoreFiles open = open();
      T outcome;
      long number;
      deciding.lock();
      try {
        outcome = use.of(open);
        number = open.sync.last();
      } finally {
        deciding.unlock();
      }
      open.sync.await(number);
      return outcome;
    } catch (RocksDBException e) {
      EnvelopeStoreException failure = place.failure("cannot be written", e);
      if (failure.reason() == Reason.UNAVAILABLE) {
        broken = true;
      }
      throw failure;
    } finally {
      shared.unlock();
    }
  }

  /** Opens the files anew after a failure; until that succeeds each change tries it again. */
  private void reopen() {
    Lock alone = using.writeLock();
    alone.lock();
    try {
      if (!broken || closed.get()) {
        return;
      }
      place.checkSpace();
      closeFiles();
      files = place.open();
      expiryFrom = new byte[0];
      leavingFrom = new byte[0];
      broken = false;
    } finally {
      alone.unlock();
    }
  }

  private void closeFiles() {
    StoreFiles open = files;
    files = null;
    if (open != null) {
      open.close();
    }
  }

  private StoreFiles open() {
    StoreFiles open = files;
    if (closed.get()) {
      throw new EnvelopeStoreException(Reason.CLOSED, place + " is closed", null);
    }
    if (open == null) {
      throw new EnvelopeStoreException(
          Reason.UNAVAILABLE, place + " could not be opened again after a failure", null);
    }
    return open;
  }

  private boolean isLive(HeldEntry entry) {
    return entry.expires() > now();
  }

  private long now() {
    return time.now().getEpochSecond();
  }

  private static byte[] lower(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, other) <= 0 ? one : other;
  }
}
