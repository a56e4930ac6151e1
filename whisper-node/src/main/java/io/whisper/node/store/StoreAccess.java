package io.whisper.node.store;

import io.whisper.core.envelope.EnvelopeStoreException;
import io.whisper.core.envelope.EnvelopeStoreException.Reason;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The way to the files of a store: many read at once, one decides on a change at a time, and those
 * who changed something wait for the disk together. After a failure to write, each later change
 * first tries to open the files anew. Thread-safe.
 */
final class StoreAccess implements AutoCloseable {
  private final StorePlace place;
  private final Runnable onReopen;

  /** Held shared by whoever uses the files, and alone by whoever opens or closes them. */
  private final ReadWriteLock using = new ReentrantReadWriteLock();

  /** Held by whoever decides on a change. */
  private final ReentrantLock deciding = new ReentrantLock();

  private volatile @Nullable StoreFiles files;
  private volatile boolean broken;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Opens the files.
   *
   * @param onReopen run while nobody uses them, when they were opened anew
   */
  StoreAccess(StorePlace place, Runnable onReopen) {
    this.place = place;
    this.onReopen = onReopen;
    this.files = place.open();
  }

  /** Something that is done with the files. */
  interface Use<T> {
    T of(StoreFiles open) throws RocksDBException;
  }

  /** Reads. */
  <T> T read(Use<T> use) {
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
  <T> T change(Use<T> use) {
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

  /** Does something while nobody decides on a change. */
  boolean whileUnchanged(Use<Boolean> use, StoreFiles open) throws RocksDBException {
    deciding.lock();
    try {
      return use.of(open);
    } finally {
      deciding.unlock();
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
      onReopen.run();
      broken = false;
    } finally {
      alone.unlock();
    }
  }

  /** Closes the files once nobody uses them. */
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
}
