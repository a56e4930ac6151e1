package io.whisper.core.testkit;

import io.whisper.core.state.LogContents;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store on a disk that is full, or has damaged logs, when a test says so. Thread-safe. */
public final class FaultyDisk implements StateStore {
  private final StateStore store;
  private final AtomicBoolean full;
  private final Set<String> damaged;

  /** A disk without faults that keeps nothing. */
  public FaultyDisk() {
    this(StateStore.inMemory());
  }

  /** A disk without faults as yet. */
  public FaultyDisk(StateStore store) {
    this(store, new AtomicBoolean(), ConcurrentHashMap.newKeySet());
  }

  private FaultyDisk(StateStore store, AtomicBoolean full, Set<String> damaged) {
    this.store = store;
    this.full = full;
    this.damaged = damaged;
  }

  /** Lets every write fail from now on, or work again; those of children too. */
  public void full(boolean now) {
    full.set(now);
  }

  /** Lets the log with this name, here and in children, be damaged until it is replaced. */
  public void damage(String log) {
    damaged.add(log);
  }

  private void check(String name) {
    if (full.get()) {
      throw new StateException("cannot write " + name + ": No space left on device");
    }
  }

  @Override
  public Optional<byte[]> read(String name) {
    return store.read(name);
  }

  @Override
  public void write(String name, byte[] value) {
    check(name);
    store.write(name, value);
  }

  @Override
  public void append(String name, byte[] record) {
    check(name);
    store.append(name, record);
  }

  @Override
  public LogContents log(String name) {
    return new LogContents(store.records(name), damaged.contains(name) ? 48 : 0);
  }

  @Override
  public List<String> logs() {
    return store.logs();
  }

  @Override
  public void replaceRecords(String name, List<byte[]> records) {
    check(name);
    store.replaceRecords(name, records);
    damaged.remove(name);
  }

  @Override
  public void delete(String name) {
    store.delete(name);
    damaged.remove(name);
  }

  @Override
  public StateStore child(String name) {
    return new FaultyDisk(store.child(name), full, damaged);
  }

  @Override
  public void close() {
    store.close();
  }
}
