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
  private final Faults faults;

  /** Shared by a store and its children. */
  private static final class Faults {
    final AtomicBoolean full = new AtomicBoolean();
    final AtomicBoolean nearlyFull = new AtomicBoolean();
    final Set<String> fullNames = ConcurrentHashMap.newKeySet();
    final Set<String> damaged = ConcurrentHashMap.newKeySet();
  }

  /** A disk without faults that keeps nothing. */
  public FaultyDisk() {
    this(StateStore.inMemory());
  }

  /** A disk without faults as yet. */
  public FaultyDisk(StateStore store) {
    this(store, new Faults());
  }

  private FaultyDisk(StateStore store, Faults faults) {
    this.store = store;
    this.faults = faults;
  }

  /** Lets every write fail from now on, or work again; those of children too. */
  public void full(boolean now) {
    faults.full.set(now);
    faults.fullNames.clear();
  }

  /** Lets writes under this name fail from now on, here and in children. */
  public void full(String name) {
    faults.fullNames.add(name);
  }

  /** Lets only records be added from now on, or everything again. */
  public void nearlyFull(boolean now) {
    faults.nearlyFull.set(now);
  }

  /** Lets the log with this name, here and in children, be damaged until it is replaced. */
  public void damage(String log) {
    faults.damaged.add(log);
  }

  /** Whether a log that was damaged has not been replaced. */
  public boolean isDamaged(String log) {
    return faults.damaged.contains(log);
  }

  private void check(String name, boolean whole) {
    if (faults.full.get()
        || faults.fullNames.contains(name)
        || (whole && faults.nearlyFull.get())) {
      throw new StateException("cannot write " + name + ": No space left on device");
    }
  }

  @Override
  public Optional<byte[]> read(String name) {
    return store.read(name);
  }

  @Override
  public void write(String name, byte[] value) {
    check(name, true);
    store.write(name, value);
  }

  @Override
  public void append(String name, byte[] record) {
    check(name, false);
    store.append(name, record);
  }

  @Override
  public LogContents log(String name) {
    return new LogContents(store.records(name), faults.damaged.contains(name) ? 48 : 0);
  }

  @Override
  public List<String> logs() {
    return store.logs();
  }

  @Override
  public void replaceRecords(String name, List<byte[]> records) {
    check(name, true);
    store.replaceRecords(name, records);
    faults.damaged.remove(name);
  }

  @Override
  public void delete(String name) {
    store.delete(name);
    faults.damaged.remove(name);
  }

  @Override
  public StateStore child(String name) {
    return new FaultyDisk(store.child(name), faults);
  }

  @Override
  public void close() {
    store.close();
  }
}
