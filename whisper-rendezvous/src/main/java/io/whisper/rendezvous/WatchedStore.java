package io.whisper.rendezvous;

import io.whisper.core.state.LogContents;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.TimeSource;
import java.util.List;
import java.util.Optional;

/**
 * A store that knows which of its writes did not work out, so that the application can be told.
 * Thread-safe.
 */
final class WatchedStore implements StateStore {
  private final StateStore store;
  private final UnwrittenState unwritten;
  private final String path;
  private final boolean lasting;

  /**
   * Watches this store and its children.
   *
   * @param lasting whether what is written there is there at the next start
   */
  WatchedStore(StateStore store, TimeSource time, boolean lasting) {
    this(store, new UnwrittenState(time), "", lasting);
  }

  /** Whether what is written here is there at the next start. */
  boolean lasting() {
    return lasting;
  }

  private WatchedStore(StateStore store, UnwrittenState unwritten, String path, boolean lasting) {
    this.store = store;
    this.unwritten = unwritten;
    this.path = path;
    this.lasting = lasting;
  }

  /** What could not be written and why, as long as that says something. */
  Optional<String> trouble() {
    return unwritten.reason();
  }

  @Override
  public Optional<byte[]> read(String name) {
    return store.read(name);
  }

  @Override
  public void write(String name, byte[] value) {
    watch(name + ".value", true, () -> store.write(name, value));
  }

  @Override
  public void append(String name, byte[] record) {
    watch(name + ".log", false, () -> store.append(name, record));
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
    watch(name + ".log", false, () -> store.replaceRecords(name, records));
  }

  @Override
  public void delete(String name) {
    watch(name, false, () -> store.delete(name));
  }

  private void watch(String name, boolean triedAgain, Runnable write) {
    String file = path + name;
    try {
      write.run();
    } catch (StateException failure) {
      unwritten.failed(file, triedAgain, String.valueOf(failure.getMessage()));
      throw failure;
    }
    unwritten.worked(file);
  }

  @Override
  public StateStore child(String name) {
    return new WatchedStore(store.child(name), unwritten, path + name + "/", lasting);
  }

  @Override
  public void close() {
    store.close();
  }
}
