package io.whisper.core.state;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A place where named bytes outlive the process.
 *
 * <p>Under a name there may be a value, replaced as a whole, and apart from it a log of records
 * that grows at its end. Names have 1 to 80 of the characters {@code a-z 0-9 - _}. What does not
 * work out (a full disk, a damaged value, missing rights) is thrown as {@link StateException}.
 * Thread-safe; calls may block on the disk.
 */
public interface StateStore extends AutoCloseable {
  /** A copy of the value under {@code name}, if there is one. */
  Optional<byte[]> read(String name);

  /**
   * Puts {@code value} under {@code name}. When this returns it is on the disk; when the machine
   * dies on the way, the former value is there as a whole.
   */
  void write(String name, byte[] value);

  /**
   * Adds {@code record} to the log under {@code name}. When this returns the operating system has
   * it, so that it survives the end of this process; a power failure may cost the last records.
   */
  void append(String name, byte[] record);

  /** Copies of all whole records of the log under {@code name}, oldest first. */
  default List<byte[]> records(String name) {
    return log(name).records();
  }

  /** The same, and how much of the log is damaged: for whom a missing record is a danger. */
  LogContents log(String name);

  /** The names of all logs, without those of children. */
  List<String> logs();

  /** Puts {@code records} in the place of the log under {@code name}, with write's promise. */
  void replaceRecords(String name, List<byte[]> records);

  /** Removes the value and the log under {@code name}; it is no error when there are none. */
  void delete(String name);

  /**
   * A store within this one, apart from everything else in it: the same one for the same name. It
   * closes with this store, and closing it has no effect.
   */
  StateStore child(String name);

  /** Gives the place free for another store. Every later call is refused. */
  @Override
  void close();

  /** A store that ends with the process: for tests and for identities that leave no trace. */
  static StateStore inMemory() {
    return new MemoryStateStore();
  }

  /**
   * A store in {@code directory}, which is made when it is missing, readable by its owner only. It
   * is locked: while one process has it open, another one's attempt is refused.
   */
  static StateStore directory(Path directory) {
    return DirectoryStateStore.open(directory);
  }
}
