package io.whisper.core.state;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/** The lock on a state directory: a file in it, locked as long as this process has it open. */
final class DirectoryLock implements AutoCloseable {
  private final Path directory;
  private final RandomAccessFile file;
  private volatile boolean released;

  private DirectoryLock(Path directory, RandomAccessFile file) {
    this.directory = directory;
    this.file = file;
  }

  static DirectoryLock take(Path directory) throws IOException {
    Path path = directory.resolve(".lock");
    try {
      PrivateFiles.create(path);
    } catch (FileAlreadyExistsException e) {
      // It stays behind on purpose: deleting it would race with who opens it.
    }
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    boolean taken = false;
    try {
      taken = file.getChannel().tryLock() != null;
    } catch (OverlappingFileLockException heldInThisProcess) {
      // taken stays false
    } finally {
      if (!taken) {
        file.close();
      }
    }
    if (!taken) {
      throw StateException.inUse(directory);
    }
    return new DirectoryLock(directory, file);
  }

  void check() {
    if (released) {
      throw new IllegalStateException("state directory " + directory + " is closed");
    }
  }

  @Override
  public void close() {
    released = true;
    try {
      file.close();
    } catch (IOException e) {
      throw new StateException("unlock", directory, e);
    }
  }
}
