package io.whisper.rendezvous.fake;

import io.whisper.core.state.LogContents;
import io.whisper.core.state.StateStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * State in memory that notes what is changed in it and in its children, in order, and asks before
 * and after each change: whoever is asked may wait, or throw in the place of a disk that fails.
 *
 * <p>A change reads as {@code append opened-1234}.
 */
public final class WatchedStateStore implements StateStore {
  private final StateStore store;
  private final List<String> changes;
  private final List<byte[]> values;
  private final AtomicReference<Consumer<String>> before;
  private final AtomicReference<Consumer<String>> after;

  /** An empty one. */
  public WatchedStateStore() {
    this(
        StateStore.inMemory(),
        new CopyOnWriteArrayList<>(),
        new CopyOnWriteArrayList<>(),
        new AtomicReference<>(change -> {}),
        new AtomicReference<>(change -> {}));
  }

  private WatchedStateStore(
      StateStore store,
      List<String> changes,
      List<byte[]> values,
      AtomicReference<Consumer<String>> before,
      AtomicReference<Consumer<String>> after) {
    this.store = store;
    this.changes = changes;
    this.values = values;
    this.before = before;
    this.after = after;
  }

  /** Sets who is asked before each change. */
  public void before(Consumer<String> asked) {
    before.set(asked);
  }

  /** Sets who is asked after each change. */
  public void after(Consumer<String> asked) {
    after.set(asked);
  }

  /** The changes that were made so far. */
  public List<String> changes() {
    return List.copyOf(changes);
  }

  /** The very arrays in which whole values were read and written so far. */
  public List<byte[]> values() {
    return List.copyOf(values);
  }

  @Override
  public Optional<byte[]> read(String name) {
    Optional<byte[]> read = store.read(name);
    read.ifPresent(values::add);
    return read;
  }

  @Override
  public void write(String name, byte[] value) {
    change("write " + name, () -> store.write(name, value));
    values.add(value);
  }

  @Override
  public void append(String name, byte[] record) {
    change("append " + name, () -> store.append(name, record));
  }

  @Override
  public LogContents log(String name) {
    return store.log(name);
  }

  @Override
  public List<String> logs() {
    return store.logs();
  }

  @Override
  public void replaceRecords(String name, List<byte[]> records) {
    change("replace " + name, () -> store.replaceRecords(name, records));
  }

  @Override
  public void delete(String name) {
    change("delete " + name, () -> store.delete(name));
  }

  private void change(String what, Runnable made) {
    Objects.requireNonNull(before.get()).accept(what);
    made.run();
    changes.add(what);
    Objects.requireNonNull(after.get()).accept(what);
  }

  @Override
  public StateStore child(String name) {
    return new WatchedStateStore(store.child(name), changes, values, before, after);
  }

  @Override
  public void close() {
    store.close();
  }
}
