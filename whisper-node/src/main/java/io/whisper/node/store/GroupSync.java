package io.whisper.node.store;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The wait of many writers for one disk: whoever comes while a sync runs shares the next one.
 * Thread-safe.
 */
final class GroupSync {
  private final Sync sync;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private long written;
  private long synced;
  private boolean running;
  private @Nullable RocksDBException failure;

  GroupSync(Sync sync) {
    this.sync = sync;
  }

  /** Brings to the disk what was written so far. */
  interface Sync {
    void run() throws RocksDBException;
  }

  /** Notes that something more was written; in the order of writing. */
  void wrote() {
    lock.lock();
    try {
      written++;
    } finally {
      lock.unlock();
    }
  }

  /** The number of what was written last. */
  long last() {
    lock.lock();
    try {
      return written;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns once everything up to that number is on the disk.
   *
   * @throws RocksDBException when a sync failed: nothing after it is ever safe
   */
  void await(long number) throws RocksDBException {
    for (long upTo = turn(number); upTo >= 0; upTo = turn(number)) {
      RocksDBException failed = new RocksDBException("the sync did not end");
      try {
        sync.run();
        failed = null;
      } catch (RocksDBException e) {
        failed = e;
      } finally {
        ended(upTo, failed);
      }
    }
  }

  /** Waits for one's turn to sync, and says up to what; -1 when it is not needed any more. */
  private long turn(long number) throws RocksDBException {
    lock.lock();
    try {
      while (running && synced < number && failure == null) {
        ended.awaitUninterruptibly();
      }
      if (synced >= number) {
        return -1;
      }
      if (failure != null) {
        throw failure;
      }
      running = true;
      return written;
    } finally {
      lock.unlock();
    }
  }

  private void ended(long upTo, @Nullable RocksDBException failed) {
    lock.lock();
    try {
      running = false;
      if (failed == null) {
        synced = upTo;
      } else {
        failure = failed;
      }
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
