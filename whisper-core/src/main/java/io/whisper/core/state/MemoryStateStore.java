package io.whisper.core.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** State in memory. */
final class MemoryStateStore implements StateStore {
  private final Map<String, byte[]> values = new HashMap<>();
  private final Map<String, List<byte[]>> logs = new HashMap<>();
  private final Map<String, StateStore> children = new HashMap<>();
  private final boolean isChild;

  /** Shared by a store and all its children. */
  private final AtomicBoolean closed;

  MemoryStateStore() {
    this(false, new AtomicBoolean());
  }

  private MemoryStateStore(boolean isChild, AtomicBoolean closed) {
    this.isChild = isChild;
    this.closed = closed;
  }

  @Override
  public synchronized Optional<byte[]> read(String name) {
    check(name);
    return Optional.ofNullable(values.get(name)).map(byte[]::clone);
  }

  @Override
  public synchronized void write(String name, byte[] value) {
    check(name);
    values.put(name, value.clone());
  }

  @Override
  public synchronized void append(String name, byte[] record) {
    check(name);
    logs.computeIfAbsent(name, n -> new ArrayList<>()).add(record.clone());
  }

  @Override
  public synchronized LogContents log(String name) {
    check(name);
    return new LogContents(copies(logs.getOrDefault(name, List.of())), 0);
  }

  @Override
  public synchronized List<String> logs() {
    checkOpen();
    return List.copyOf(logs.keySet());
  }

  @Override
  public synchronized void replaceRecords(String name, List<byte[]> records) {
    check(name);
    logs.put(name, new ArrayList<>(copies(records)));
  }

  @Override
  public synchronized void delete(String name) {
    check(name);
    values.remove(name);
    logs.remove(name);
  }

  @Override
  public synchronized StateStore child(String name) {
    check(name);
    return children.computeIfAbsent(name, n -> new MemoryStateStore(true, closed));
  }

  @Override
  public void close() {
    if (!isChild) {
      closed.set(true);
    }
  }

  private void check(String name) {
    StateName.check(name);
    checkOpen();
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the state in memory is closed");
    }
  }

  private static List<byte[]> copies(List<byte[]> records) {
    return records.stream().map(byte[]::clone).toList();
  }
}
