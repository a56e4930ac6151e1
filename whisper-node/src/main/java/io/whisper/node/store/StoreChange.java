package io.whisper.node.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.HeldEntry;
import java.util.HashMap;
import java.util.Map;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Entries that come and go in one step, and the extent behind it. */
final class StoreChange implements AutoCloseable {
  private final StoreFiles files;
  private final WriteBatch batch;
  private final StoreTotals totals;

  /** By how much more, or less, counts for tags. */
  private final Map<Bytes32, Long> tags = new HashMap<>();

  StoreChange(StoreFiles files, WriteBatch batch, StoreTotals totals) {
    this.files = files;
    this.batch = batch;
    this.totals = totals;
  }

  void add(HeldEntry entry, byte[] document) throws RocksDBException {
    byte[] name = StoreKeys.name(entry);
    batch.put(files.entries, name, StoreKeys.entryValue(entry));
    batch.put(files.documents, name, document);
    batch.put(files.expiry, StoreKeys.expiryKey(entry), StoreKeys.expiryValue(entry));
    batch.put(files.leaving, StoreKeys.leavingKey(entry), StoreKeys.leavingValue(entry));
    if (entry.shelf().countsForTag()) {
      batch.put(files.tagLeaving, StoreKeys.tagLeavingKey(entry), StoreKeys.leavingValue(entry));
      tags.merge(entry.tag(), (long) entry.charge(), Long::sum);
    }
    totals.add(entry);
  }

  void take(HeldEntry entry) throws RocksDBException {
    byte[] name = StoreKeys.name(entry);
    batch.delete(files.entries, name);
    batch.delete(files.documents, name);
    batch.delete(files.expiry, StoreKeys.expiryKey(entry));
    batch.delete(files.leaving, StoreKeys.leavingKey(entry));
    if (entry.shelf().countsForTag()) {
      batch.delete(files.tagLeaving, StoreKeys.tagLeavingKey(entry));
      tags.merge(entry.tag(), (long) -entry.charge(), Long::sum);
    }
    totals.take(entry);
  }

  /** All of it, with what counts for each tag behind it. */
  WriteBatch batch() throws RocksDBException {
    for (Map.Entry<Bytes32, Long> tag : tags.entrySet()) {
      byte[] key = StoreKeys.tagKey(tag.getKey());
      long bytes = files.tagBytes(tag.getKey()) + tag.getValue();
      if (bytes > 0) {
        batch.put(files.tags, key, StoreKeys.tagValue(bytes));
      } else {
        batch.delete(files.tags, key);
      }
    }
    return batch;
  }

  StoreTotals totals() {
    return totals;
  }

  @Override
  public void close() {
    batch.close();
  }
}
