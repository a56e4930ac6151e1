package io.whisper.node.store;

import io.whisper.core.envelope.HeldEntry;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Entries that come and go in one step, and the extent behind it. */
final class StoreChange implements AutoCloseable {
  private final StoreFiles files;
  private final WriteBatch batch;
  private final StoreTotals totals;

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
    totals.add(entry);
  }

  void take(HeldEntry entry) throws RocksDBException {
    byte[] name = StoreKeys.name(entry);
    batch.delete(files.entries, name);
    batch.delete(files.documents, name);
    batch.delete(files.expiry, StoreKeys.expiryKey(entry));
    batch.delete(files.leaving, StoreKeys.leavingKey(entry));
    totals.take(entry);
  }

  WriteBatch batch() {
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
