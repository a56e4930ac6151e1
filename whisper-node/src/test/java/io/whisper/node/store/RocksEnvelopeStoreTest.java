package io.whisper.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.EnvelopeStore.StoreSize;
import io.whisper.core.envelope.EnvelopeStoreException;
import io.whisper.core.envelope.EnvelopeStoreException.Reason;
import io.whisper.core.envelope.PutOutcome;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.core.testkit.EnvelopeStoreContract;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.core.time.TimeSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksEnvelopeStoreTest extends EnvelopeStoreContract {
  private static final Bytes32 TAG = Bytes32.of(new SeededRandom(7).bytes(32));
  private static final long QUOTA = 1 << 28;

  @TempDir Path directory;

  private final SeededRandom random = new SeededRandom(1);
  private final AtomicInteger opened = new AtomicInteger();

  @Override
  protected EnvelopeStore open(long quota, TimeSource clock) {
    return RocksEnvelopeStore.open(
        directory.resolve("contract-" + opened.incrementAndGet()), quota, clock);
  }

  @Test
  void everythingIsThereAfterARestart() {
    StoredEnvelope kept = entry(Shelf.BOARD, 100, 5);
    StoredEnvelope mark = entry(Shelf.WITHDRAWN, 100, 0);
    StoredEnvelope removed = entry(Shelf.MAILBOX, 100, 5);
    StoredEnvelope expiring = entry(Shelf.MAILBOX, 10, 5);
    StoreSize size;
    try (EnvelopeStore store = open()) {
      for (StoredEnvelope each : List.of(kept, mark, removed, expiring)) {
        assertThat(store.put(each)).isEqualTo(PutOutcome.STORED);
      }
      store.remove(removed.shelf(), removed.tag(), removed.id());
      size = store.size();
    }
    time.advance(Duration.ofSeconds(10));
    try (EnvelopeStore store = open()) {
      assertThat(store.size()).isEqualTo(size).isEqualTo(new StoreSize(3, 3 * 356));
      assertThat(store.get(kept.shelf(), kept.tag(), kept.id()).orElseThrow())
          .usingRecursiveComparison()
          .isEqualTo(kept);
      assertThat(store.contains(mark.shelf(), mark.tag(), mark.id())).isTrue();
      assertThat(store.contains(removed.shelf(), removed.tag(), removed.id())).isFalse();
      assertThat(store.contains(expiring.shelf(), expiring.tag(), expiring.id())).isFalse();
      assertThat(store.put(kept)).isEqualTo(PutOutcome.KNOWN);
      assertThat(store.removeExpired()).isEqualTo(1);
    }
  }

  @Test
  void moreWorkIsThereAfterARestart() {
    StoredEnvelope first = entry(Shelf.BOARD, 100, 5);
    StoredEnvelope again =
        new StoredEnvelope(
            first.shelf(), first.tag(), first.id(), first.expires(), 9, random.bytes(100));
    try (EnvelopeStore store = open()) {
      store.put(first);
      assertThat(store.put(again)).isEqualTo(PutOutcome.KNOWN);
    }
    try (EnvelopeStore store = open()) {
      assertThat(store.get(first.shelf(), first.tag(), first.id()).orElseThrow())
          .usingRecursiveComparison()
          .isEqualTo(again);
      assertThat(store.size()).isEqualTo(new StoreSize(1, 356));
    }
  }

  @Test
  void orderOfLeavingHoldsAfterARestart() {
    StoredEnvelope low = entry(Shelf.BOARD, 100, 5);
    try (EnvelopeStore store = RocksEnvelopeStore.open(directory, 2 * 356, time)) {
      store.put(entry(Shelf.BOARD, 100, 7));
      store.put(low);
    }
    try (EnvelopeStore store = RocksEnvelopeStore.open(directory, 2 * 356, time)) {
      assertThat(store.put(entry(Shelf.BOARD, 100, 5))).isEqualTo(PutOutcome.full(6));
      assertThat(store.put(entry(Shelf.BOARD, 100, 6))).isEqualTo(PutOutcome.STORED);
      assertThat(store.contains(low.shelf(), low.tag(), low.id())).isFalse();
    }
  }

  @Test
  void diskGetsTheSpaceOfWhatExpiredBack() throws Exception {
    try (EnvelopeStore store = RocksEnvelopeStore.open(directory, 1L << 30, time)) {
      for (int i = 0; i < 1_200; i++) {
        store.put(
            new StoredEnvelope(
                Shelf.BOARD, id(), id(), now() + 60, 1, random.bytes(Short.MAX_VALUE * 2)));
      }
      StoredEnvelope kept = entry(Shelf.BOARD, 100, 1);
      store.put(kept);
      long full = bytesOnDisk();
      assertThat(full).isGreaterThan(70L << 20);
      time.advance(Duration.ofSeconds(60));
      assertThat(store.removeExpired()).isEqualTo(1_200);
      assertThat(bytesOnDisk()).isLessThan(full / 2);
      assertThat(store.contains(kept.shelf(), kept.tag(), kept.id())).isTrue();
    }
  }

  @Test
  void storeIsForItsOwnerOnly() throws Exception {
    try (EnvelopeStore store = RocksEnvelopeStore.open(directory.resolve("new"), QUOTA, time)) {
      assertThat(store.size().entries()).isZero();
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve("new"))))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void storeThatIsOpenElsewhereIsNotOpened() {
    try (EnvelopeStore store = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOfSatisfying(
              EnvelopeStoreException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
          .hasMessageStartingWith("envelope store " + directory + " cannot be opened: ");
      assertThat(store.put(entry(Shelf.BOARD, 9, 1))).isEqualTo(PutOutcome.STORED);
    }
  }

  @Test
  void nearlyFullDiskTakesNothingAndGivesEverythingOut() {
    AtomicLong usable = new AtomicLong(Long.MAX_VALUE);
    StoredEnvelope before = entry(Shelf.BOARD, 100, 1);
    StoredEnvelope after = entry(Shelf.BOARD, 100, 1);
    StorePlace place = new StorePlace(directory, usable::get);
    try (EnvelopeStore store = RocksEnvelopeStore.open(place, QUOTA, time)) {
      store.put(before);
      usable.set((64 << 20) - 1);
      assertThatThrownBy(() -> store.put(after))
          .isInstanceOfSatisfying(
              EnvelopeStoreException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
          .hasMessage(
              "envelope store "
                  + directory
                  + " takes nothing: its disk has 67108863 bytes left, and 67108864 stay free");
      assertThat(store.put(before)).isEqualTo(PutOutcome.KNOWN);
      assertThat(store.get(before.shelf(), before.tag(), before.id())).isPresent();
      assertThat(store.contains(after.shelf(), after.tag(), after.id())).isFalse();
      assertThat(store.size().entries()).isEqualTo(1);

      usable.set(64 << 20);
      assertThat(store.put(after)).isEqualTo(PutOutcome.STORED);
    }
  }

  @Test
  void storeWithoutItsBeginningIsRefused() throws Exception {
    fillFiles();
    Files.delete(directory.resolve("files/CURRENT"));
    assertDamaged();
  }

  @Test
  void storeWithoutOneOfItsFilesIsRefused() throws Exception {
    fillFiles();
    Files.delete(file(".sst"));
    assertDamaged();
  }

  @Test
  void storeWithACutFileIsRefused() throws Exception {
    fillFiles();
    try (RandomAccessFile cut = new RandomAccessFile(file(".sst").toFile(), "rw")) {
      cut.setLength(cut.length() / 2);
    }
    assertDamaged();
  }

  @Test
  void storeWithADamagedManifestIsRefused() throws Exception {
    fill();
    damage(file("MANIFEST"));
    assertDamaged();
  }

  /** Nothing behind the damage would be found, and that was acknowledged. */
  @Test
  void storeWithADamagedLogIsRefused() throws Exception {
    fill();
    damage(file(".log"));
    assertDamaged();
  }

  @Test
  void entryInADamagedBlockIsRefusedAndOthersAreGivenOut() throws Exception {
    Bytes32 first = Bytes32.of(new byte[32]);
    try (EnvelopeStore store = open()) {
      for (int i = 0; i < 300; i++) {
        byte[] id = new byte[32];
        id[0] = (byte) (i >> 8);
        id[1] = (byte) i;
        store.put(
            new StoredEnvelope(
                Shelf.BOARD, TAG, Bytes32.of(id), now() + 9, 1, random.bytes(20_000)));
      }
    }
    open().close();
    try (Stream<Path> files = Files.list(directory.resolve("files"))) {
      Path largest =
          files
              .filter(file -> file.toString().endsWith(".sst"))
              .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
              .orElseThrow();
      try (RandomAccessFile file = new RandomAccessFile(largest.toFile(), "rw")) {
        file.seek(5_000);
        file.write(new byte[16]);
      }
    }
    try (EnvelopeStore store = open()) {
      assertThatThrownBy(() -> store.get(Shelf.BOARD, TAG, first))
          .isInstanceOfSatisfying(
              EnvelopeStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED))
          .hasMessageStartingWith("envelope store " + directory + " is damaged: ");
      byte[] other = new byte[32];
      other[0] = 1;
      assertThat(store.get(Shelf.BOARD, TAG, Bytes32.of(other))).isPresent();
    }
  }

  @Test
  void negativeQuotaIsRefused() {
    assertThatThrownBy(() -> RocksEnvelopeStore.open(directory, -1, time))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("quota of -1 bytes is negative");
  }

  private void fill() {
    try (EnvelopeStore store = open()) {
      for (int i = 0; i < 50; i++) {
        store.put(entry(Shelf.BOARD, 60, i));
      }
    }
  }

  /** What was only in the log goes to a file of its own when the store is opened again. */
  private void fillFiles() {
    fill();
    open().close();
  }

  private void assertDamaged() {
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            EnvelopeStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED))
        .hasMessageStartingWith("envelope store " + directory + " is damaged: ")
        .hasMessageContaining("Move the directory away and start again");
  }

  private void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int i = bytes.length / 3; i < 2 * bytes.length / 3; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(file, bytes);
  }

  private Path file(String part) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("files"))) {
      return files
          .filter(each -> each.getFileName().toString().contains(part))
          .findFirst()
          .orElseThrow();
    }
  }

  private long bytesOnDisk() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("files"))) {
      return files.mapToLong(each -> each.toFile().length()).sum();
    }
  }

  private EnvelopeStore open() {
    return RocksEnvelopeStore.open(directory, QUOTA, time);
  }

  private StoredEnvelope entry(Shelf shelf, long life, long rank) {
    return new StoredEnvelope(shelf, TAG, id(), now() + life, rank, random.bytes(100));
  }

  private Bytes32 id() {
    return Bytes32.of(random.bytes(32));
  }

  private static long now() {
    return VirtualTime.START.getEpochSecond();
  }
}
