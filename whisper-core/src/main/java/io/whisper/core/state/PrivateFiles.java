package io.whisper.core.state;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files and directories that only their owner may read, from the moment they exist: mode 0600 and
 * 0700 where the file system has modes.
 */
public final class PrivateFiles {
  private PrivateFiles() {}

  /** Makes {@code directory} and its missing parents; one that is there stays as it is. */
  public static void createDirectories(Path directory) throws IOException {
    // The JDK refuses a symbolic link to a directory here, which is a good place for state.
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, ownerOnly(directory, "rwx------"));
    }
  }

  /**
   * Puts a file with these contents in the place of {@code file}, if any, in one step. When this
   * returns it is on the disk; when it throws, the former file is there as it was.
   */
  public static void write(Path file, byte[] contents) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    try {
      create(temporary);
      // Not a channel: those are closed when their thread is interrupted.
      try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
        out.write(contents);
        out.getFD().sync();
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    syncDirectoryOf(file);
  }

  /** Makes an empty file unless there is one. */
  public static void createIfMissing(Path file) throws IOException {
    try {
      create(file);
    } catch (FileAlreadyExistsException there) {
      // It is its owner's to say who else may read it.
    }
  }

  /** Makes an empty file where there is none. */
  static void create(Path file) throws IOException {
    Files.createFile(file, ownerOnly(file, "rw-------"));
  }

  /**
   * Brings the creation, renaming or deletion of {@code file} to the disk, where that is possible.
   */
  static void syncDirectoryOf(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException notPossible) {
      // Some systems do not open directories; the file itself is safe without.
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String mode) {
    boolean hasModes = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return hasModes
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}
