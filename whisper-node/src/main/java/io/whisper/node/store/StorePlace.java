package io.whisper.node.store;

import io.whisper.core.envelope.EnvelopeStoreException;
import io.whisper.core.envelope.EnvelopeStoreException.Reason;
import io.whisper.core.state.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** The directory of a store and the disk that it is on. Every failure that it words names it. */
final class StorePlace {
  /** What a store leaves free for everything else on its disk, and for its own housekeeping. */
  private static final long RESERVE = 64L << 20;

  private final Path directory;
  private final LongSupplier usable;

  /** A place whose disk has so many bytes left. */
  StorePlace(Path directory, LongSupplier usable) {
    this.directory = directory;
    this.usable = usable;
  }

  static StorePlace of(Path directory) {
    return new StorePlace(directory, () -> directory.toFile().getUsableSpace());
  }

  /** Makes what is missing, for the owner only, and opens the files. */
  StoreFiles open() {
    try {
      PrivateFiles.createDirectories(directory);
      PrivateFiles.createDirectories(files());
      refuseWithoutBeginning();
      loadNatives();
      return StoreFiles.open(files());
    } catch (RocksDBException e) {
      throw failure("cannot be opened", e);
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new EnvelopeStoreException(
          Reason.UNAVAILABLE, this + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Refuses to begin to write on a disk that is nearly full.
   *
   * @throws EnvelopeStoreException when it is
   */
  void checkSpace() {
    long left = usable.getAsLong();
    if (left < RESERVE) {
      throw new EnvelopeStoreException(
          Reason.UNAVAILABLE,
          this
              + " takes nothing: its disk has "
              + left
              + " bytes left, and "
              + RESERVE
              + " stay free",
          null);
    }
  }

  /** What it means that the files failed. */
  EnvelopeStoreException failure(String what, RocksDBException e) {
    Status status = e.getStatus();
    boolean passes =
        status != null
            && switch (status.getCode()) {
              case IOError, Busy, TimedOut, Aborted, TryAgain, Incomplete, ShutdownInProgress ->
                  true;
              default -> false;
            };
    return passes
        ? new EnvelopeStoreException(
            Reason.UNAVAILABLE, this + " " + what + ": " + e.getMessage(), e)
        : new EnvelopeStoreException(
            Reason.DAMAGED,
            this
                + " is damaged: "
                + e.getMessage()
                + ". Move the directory away and start again: what others put there comes back"
                + " from the other replicas",
            e);
  }

  /** Files without the one that says where they begin would be taken for an empty store. */
  private void refuseWithoutBeginning() throws IOException, RocksDBException {
    if (Files.exists(files().resolve("CURRENT"))) {
      return;
    }
    try (Stream<Path> all = Files.list(files())) {
      if (all.anyMatch(file -> file.toString().endsWith(".sst"))) {
        throw new RocksDBException(
            new Status(Status.Code.Corruption, Status.SubCode.None, "the file CURRENT is missing"));
      }
    }
  }

  /** Beside the files: in the common directory for such things, each crash would leave a copy. */
  private void loadNatives() throws IOException {
    Path natives = directory.resolve("native");
    PrivateFiles.createDirectories(natives);
    NativeLibraryLoader.getInstance().loadLibrary(natives.toString());
    RocksDB.loadLibrary();
  }

  private Path files() {
    return directory.resolve("files");
  }

  /** What messages call it. */
  @Override
  public String toString() {
    return "envelope store " + directory;
  }
}
