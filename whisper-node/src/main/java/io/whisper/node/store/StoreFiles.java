package io.whisper.node.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.HeldEntry;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The open files of a store: six orders of the same entries, changed together. Not to be used any
 * more once closed; whoever uses it sees to that.
 */
final class StoreFiles implements AutoCloseable {
  /** That of the totals is always there. */
  private static final List<String> COLUMNS =
      List.of("default", "entries", "documents", "expiry", "leaving", "tag-leaving", "tags");

  private static final byte[] TOTALS = "totals".getBytes(US_ASCII);

  private final Deque<AutoCloseable> owned;
  private final RocksDB db;
  private final ColumnFamilyHandle totalsColumn;
  private final WriteOptions unsynced;
  private final CompactRangeOptions compaction;

  /** Entries under their names. */
  final ColumnFamilyHandle entries;

  /** Documents under the names of their entries. */
  final ColumnFamilyHandle documents;

  /** Entries in the order of expiry. */
  final ColumnFamilyHandle expiry;

  /** Entries in the order of leaving. */
  final ColumnFamilyHandle leaving;

  /** The entries of each tag in the order of leaving, cards aside. */
  final ColumnFamilyHandle tagLeaving;

  /** How much those count for. */
  final ColumnFamilyHandle tags;

  /** What has to be awaited before anything is acknowledged. */
  final GroupSync sync;

  private volatile StoreTotals totals;

  private StoreFiles(Deque<AutoCloseable> owned, RocksDB db, List<ColumnFamilyHandle> columns)
      throws RocksDBException {
    this.owned = owned;
    this.db = db;
    this.totalsColumn = columns.get(0);
    this.entries = columns.get(1);
    this.documents = columns.get(2);
    this.expiry = columns.get(3);
    this.leaving = columns.get(4);
    this.tagLeaving = columns.get(5);
    this.tags = columns.get(6);
    this.unsynced = StoreOptions.own(owned, new WriteOptions().setSync(false));
    this.compaction = StoreOptions.own(owned, new CompactRangeOptions());
    this.sync = new GroupSync(db::syncWal);
    this.totals = readTotals();
  }

  static StoreFiles open(Path directory) throws RocksDBException {
    Deque<AutoCloseable> owned = new ArrayDeque<>();
    boolean done = false;
    try {
      StoreOptions options = new StoreOptions(owned);
      DBOptions database = options.database();
      List<ColumnFamilyDescriptor> descriptors =
          COLUMNS.stream()
              .map(name -> new ColumnFamilyDescriptor(name.getBytes(US_ASCII), options.column()))
              .toList();
      List<ColumnFamilyHandle> columns = new ArrayList<>();
      RocksDB db =
          StoreOptions.own(
              owned, RocksDB.open(database, directory.toString(), descriptors, columns));
      columns.forEach(column -> StoreOptions.own(owned, column));
      StoreFiles files = new StoreFiles(owned, db, columns);
      done = true;
      return files;
    } finally {
      if (!done) {
        close(owned);
      }
    }
  }

  /** The extent of what is kept. */
  StoreTotals totals() {
    return totals;
  }

  /** What is known of the entry of that name. */
  Optional<HeldEntry> entry(byte[] name) throws RocksDBException {
    byte[] value = db.get(entries, name);
    return value == null ? Optional.empty() : Optional.of(whole(StoreKeys.entry(name, value)));
  }

  /** The document of that name. */
  Optional<byte[]> document(byte[] name) throws RocksDBException {
    return Optional.ofNullable(db.get(documents, name));
  }

  /** How much counts for a tag. */
  long tagBytes(Bytes32 tag) throws RocksDBException {
    byte[] value = db.get(tags, StoreKeys.tagKey(tag));
    return value == null
        ? 0
        : StoreKeys.tagBytes(value).orElseThrow(() -> damaged("what counts for a tag is not"));
  }

  /** A walk through one of the orders, from a key on and to before another. */
  StoreWalk walk(ColumnFamilyHandle column, byte[] from, byte[] to) {
    return new StoreWalk(db, column, from, to);
  }

  /** What will be changed in one step. */
  StoreChange change() {
    return new StoreChange(this, new WriteBatch(), totals.copy());
  }

  /** Makes a change, as a whole; it is safe once {@link #sync} was awaited. */
  void commit(StoreChange change) throws RocksDBException {
    WriteBatch batch = change.batch();
    batch.put(totalsColumn, TOTALS, change.totals().encode());
    db.write(unsynced, batch);
    totals = change.totals();
    sync.wrote();
  }

  /** Rewrites what has gaps, so that the disk gets its space back. */
  void compact() throws RocksDBException {
    for (ColumnFamilyHandle column :
        List.of(documents, entries, expiry, leaving, tagLeaving, tags)) {
      db.compactRange(column, null, null, compaction);
    }
  }

  /** Lets {@link #compact} fail soon, now or when it comes. */
  void stopCompacting() {
    compaction.setCanceled(true);
  }

  /** An entry that is read, which is one or damage. */
  static HeldEntry whole(Optional<HeldEntry> entry) throws RocksDBException {
    return entry.orElseThrow(() -> damaged("an entry is not one"));
  }

  @Override
  public void close() {
    db.cancelAllBackgroundWork(true);
    close(owned);
  }

  private StoreTotals readTotals() throws RocksDBException {
    byte[] encoded = db.get(totalsColumn, TOTALS);
    if (encoded != null) {
      return StoreTotals.decode(encoded)
          .orElseThrow(() -> damaged("the totals are not those of layout 2"));
    }
    try (StoreWalk any = walk(entries, new byte[0], new byte[] {-1})) {
      if (any.valid()) {
        throw damaged("there are entries and no totals");
      }
    }
    return new StoreTotals();
  }

  private static RocksDBException damaged(String what) {
    return new RocksDBException(new Status(Status.Code.Corruption, Status.SubCode.None, what));
  }

  private static void close(Deque<AutoCloseable> owned) {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("native memory was not given back", e);
      }
    }
  }
}
