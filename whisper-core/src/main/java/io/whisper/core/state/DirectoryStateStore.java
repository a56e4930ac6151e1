package io.whisper.core.state;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * State in a directory: {@code NAME.value}, {@code NAME.log}, and a directory for each child.
 *
 * <p>No file stays open between calls. The layout of both kinds of files is {@link RecordFormat}; a
 * value is a file of one record.
 */
final class DirectoryStateStore implements StateStore {
  private static final String LOG = ".log";

  private final Path directory;
  private final boolean isChild;

  /** Shared by a store and all its children. */
  private final DirectoryLock lock;

  private final Map<String, StateStore> children = new HashMap<>();

  /** Where the logs end that this process has appended to. */
  private final Map<Path, Long> ends = new HashMap<>();

  private DirectoryStateStore(Path directory, boolean isChild, DirectoryLock lock) {
    this.directory = directory;
    this.isChild = isChild;
    this.lock = lock;
  }

  static DirectoryStateStore open(Path directory) {
    try {
      PrivateFiles.createDirectories(directory);
      return new DirectoryStateStore(directory, false, DirectoryLock.take(directory));
    } catch (IOException e) {
      throw new StateException("open state directory", directory, e);
    }
  }

  @Override
  public synchronized Optional<byte[]> read(String name) {
    Path file = value(name);
    Optional<byte[]> bytes = contents(file);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    RecordFormat.Contents contents = parse(file, bytes.get());
    if (contents.records().size() != 1
        || contents.end() != bytes.get().length
        || contents.damaged() > 0) {
      throw new StateException("state file " + file + " is damaged: its checksum does not match");
    }
    return Optional.of(contents.records().get(0));
  }

  @Override
  public synchronized void write(String name, byte[] value) {
    replace(value(name), List.of(value));
  }

  @Override
  public synchronized void append(String name, byte[] record) {
    Path file = logFile(name);
    byte[] frame = RecordFormat.frame(record);
    Long known = ends.remove(file);
    try {
      if (known == null) {
        known = beginAppending(file);
      }
      try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
        out.seek(known);
        out.write(frame);
      }
      ends.put(file, known + frame.length);
    } catch (IOException e) {
      // The end is looked for again before the next record, and what of this one was written goes.
      throw new StateException("append to", file, e);
    }
  }

  @Override
  public synchronized LogContents log(String name) {
    Path file = logFile(name);
    RecordFormat.Contents found = parse(file, contents(file).orElse(new byte[0]));
    return new LogContents(found.records(), found.damaged());
  }

  @Override
  public synchronized List<String> logs() {
    lock.check();
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + LOG)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        names.add(name.substring(0, name.length() - LOG.length()));
      }
    } catch (NoSuchFileException nothingKept) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw new StateException("cannot list " + directory + ": " + e.getMessage());
    } catch (IOException e) {
      throw new StateException("list", directory, e);
    }
    return names;
  }

  @Override
  public synchronized void replaceRecords(String name, List<byte[]> records) {
    Path file = logFile(name);
    ends.remove(file);
    replace(file, records);
  }

  @Override
  public synchronized void delete(String name) {
    Path value = value(name);
    Path log = logFile(name);
    ends.remove(log);
    try {
      Files.deleteIfExists(value);
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new StateException("delete", value, e);
    }
    PrivateFiles.syncDirectoryOf(value);
  }

  @Override
  public synchronized StateStore child(String name) {
    Path path = path(name);
    return children.computeIfAbsent(name, n -> new DirectoryStateStore(path, true, lock));
  }

  @Override
  public void close() {
    if (!isChild) {
      lock.close();
    }
  }

  /**
   * Makes the log when it is missing, cuts off a torn end, and says where the next record goes;
   * what is damaged stays where it is.
   */
  private long beginAppending(Path file) throws IOException {
    byte[] bytes = {};
    try {
      makeDirectory();
      PrivateFiles.create(file);
    } catch (FileAlreadyExistsException e) {
      bytes = Files.readAllBytes(file);
    }
    int end = parse(file, bytes).end();
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(end);
      if (end == 0) {
        out.write(RecordFormat.file(List.of()));
      }
      return out.length();
    }
  }

  /**
   * A child's directory is made with its first file, so that one that keeps nothing leaves none.
   */
  private void makeDirectory() throws IOException {
    if (isChild && Files.notExists(directory)) {
      PrivateFiles.createDirectories(directory);
    }
  }

  private void replace(Path file, List<byte[]> records) {
    try {
      makeDirectory();
      PrivateFiles.write(file, RecordFormat.file(records));
    } catch (IOException e) {
      throw new StateException("write", file, e);
    }
  }

  private static Optional<byte[]> contents(Path file) {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StateException("read", file, e);
    }
  }

  private static RecordFormat.Contents parse(Path file, byte[] bytes) {
    RecordFormat.Contents contents = RecordFormat.parse(bytes);
    if (contents.end() < 0) {
      throw new StateException(
          "state file "
              + file
              + " is damaged or of another version: it does not begin with"
              + " whisper1");
    }
    return contents;
  }

  private Path value(String name) {
    return path(name).resolveSibling(name + ".value");
  }

  private Path logFile(String name) {
    return path(name).resolveSibling(name + LOG);
  }

  private Path path(String name) {
    StateName.check(name);
    lock.check();
    return directory.resolve(name);
  }
}
