package io.whisper.node.store;

import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** A walk through one order of a store, as it was when the walk began. Not thread-safe. */
final class StoreWalk implements AutoCloseable {
  private final Slice bound;
  private final ReadOptions options;
  private final RocksIterator iterator;

  /** Begins at {@code from} and ends before {@code to}. */
  StoreWalk(RocksDB db, ColumnFamilyHandle column, byte[] from, byte[] to) {
    this.bound = new Slice(to);
    this.options = new ReadOptions().setIterateUpperBound(bound);
    this.iterator = db.newIterator(column, options);
    iterator.seek(from);
  }

  /** Whether there is something here. */
  boolean valid() throws RocksDBException {
    if (iterator.isValid()) {
      return true;
    }
    iterator.status();
    return false;
  }

  byte[] key() {
    return iterator.key();
  }

  byte[] value() {
    return iterator.value();
  }

  void next() {
    iterator.next();
  }

  void seek(byte[] key) {
    iterator.seek(key);
  }

  @Override
  public void close() {
    iterator.close();
    options.close();
    bound.close();
  }
}
