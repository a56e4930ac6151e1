package io.whisper.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStateStoreTest extends StateStoreContract {
  @TempDir Path temporary = Path.of("");

  @Override
  StateStore open() {
    return StateStore.directory(directory());
  }

  private Path directory() {
    return temporary.resolve("some").resolve("state");
  }

  private void reopen() {
    store.close();
    store = open();
  }

  @Test
  void everythingIsThereAfterReopening() {
    store.write("key", new byte[] {1});
    store.append("log", new byte[] {2});
    store.child("one").write("key", new byte[] {3});
    reopen();
    store.append("log", new byte[] {4});
    assertThat(store.read("key")).hasValue(new byte[] {1});
    assertThat(store.records("log")).containsExactly(new byte[] {2}, new byte[] {4});
    assertThat(store.child("one").read("key")).hasValue(new byte[] {3});
  }

  @Test
  void onlyTheOwnerMayReadIt() throws IOException {
    store.write("key", new byte[] {1});
    store.append("log", new byte[] {2});
    store.replaceRecords("other", List.of());
    store.child("one").append("log", new byte[] {3});
    try (Stream<Path> files = Files.walk(directory())) {
      assertThat(files)
          .hasSize(7)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
    }
  }

  @Test
  void secondOpenerIsToldWhichDirectoryIsInUse() {
    assertThatThrownBy(this::open)
        .isInstanceOf(StateException.class)
        .hasMessage("state directory " + directory() + " is in use by another node")
        .asInstanceOf(InstanceOfAssertFactories.type(StateException.class))
        .matches(StateException::isInUse);
    reopen();
  }

  @Test
  void lockOfAnotherProcessIsSeen() throws Exception {
    store.close();
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                directory().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.getInputStream().read()).isEqualTo('L');
      assertThatThrownBy(this::open).isInstanceOf(StateException.class);
    } finally {
      other.destroyForcibly().waitFor();
    }
    store = open();
  }

  /** A process that holds the lock until it is killed. */
  static final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws IOException {
      try (StateStore held = StateStore.directory(Path.of(arguments[0]))) {
        held.write("key", new byte[1]);
        System.out.write('L');
        System.out.flush();
        int ignored = System.in.read();
        assertThat(ignored).isNegative();
      }
    }
  }

  @Test
  void tornEndOfALogIsIgnoredAndOverwritten() throws IOException {
    store.append("log", new byte[] {1});
    Path file = directory().resolve("log.log");
    long oneRecord = Files.size(file);
    store.append("log", new byte[] {2, 2, 2});
    byte[] whole = Files.readAllBytes(file);
    for (byte[] torn : Tampering.truncations(whole).toList()) {
      store.close();
      Files.write(file, torn);
      store = open();
      List<byte[]> kept = torn.length < oneRecord ? List.of() : List.of(new byte[] {1});
      assertThat(store.records("log")).containsExactlyElementsOf(kept);
      store.append("log", new byte[] {3});
      assertThat(store.records("log"))
          .containsExactlyElementsOf(
              Stream.concat(kept.stream(), Stream.of(new byte[] {3})).toList());
    }
  }

  @Test
  void endOfZerosIsNoRecord() throws IOException {
    store.append("log", new byte[] {1});
    Path file = directory().resolve("log.log");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 4096));
    assertThat(store.records("log")).containsExactly(new byte[] {1});
  }

  @Test
  void damagedRecordCostsNoOtherAndIsCounted() throws IOException {
    for (int i = 1; i <= 3; i++) {
      store.append("log", new byte[] {(byte) i, (byte) i});
    }
    Path file = directory().resolve("log.log");
    byte[] whole = Files.readAllBytes(file);
    for (byte[] changed : Tampering.singleByteChanges(whole, new SeededRandom(1)).toList()) {
      int at = Arrays.mismatch(whole, changed);
      Files.write(file, changed);
      if (at < 8) {
        assertThatThrownBy(() -> store.records("log")).isInstanceOf(StateException.class);
        continue;
      }
      int record = (at - 8) / 10;
      List<byte[]> others =
          IntStream.range(0, 3)
              .filter(i -> i != record)
              .mapToObj(i -> new byte[] {(byte) (i + 1), (byte) (i + 1)})
              .toList();
      LogContents contents = store.log("log");
      assertThat(contents.records()).as("byte %d", at).containsExactlyElementsOf(others);
      // A crash may have torn the last one.
      assertThat(contents.damagedBytes()).as("byte %d", at).isIn(record == 2 ? 0 : 10, 10);
    }
  }

  @Test
  void damageStaysInALogThatGrowsUntilItIsReplaced() throws IOException {
    for (int i = 1; i <= 3; i++) {
      store.append("log", new byte[] {(byte) i});
    }
    Path file = directory().resolve("log.log");
    byte[] bytes = Files.readAllBytes(file);
    bytes[8 + 9 + 8] ^= 1;
    reopen();
    Files.write(file, bytes);
    store.append("log", new byte[] {4});
    reopen();
    assertThat(store.log("log").damagedBytes()).isEqualTo(9);
    assertThat(store.records("log"))
        .containsExactly(new byte[] {1}, new byte[] {3}, new byte[] {4});
    store.replaceRecords("log", store.records("log"));
    assertThat(store.log("log").damagedBytes()).isZero();
    assertThat(store.records("log")).hasSize(3);
  }

  @Test
  void damageBehindWhichNothingIsFoundIsDamageAndNoTornEnd() throws IOException {
    store.append("log", new byte[] {1});
    Path file = directory().resolve("log.log");
    byte[] bytes = Arrays.copyOf(Files.readAllBytes(file), 117);
    Arrays.fill(bytes, 17, 117, (byte) 0xee);
    bytes[17] = 0;
    bytes[18] = 0;
    bytes[19] = 0;
    bytes[20] = 5;
    Files.write(file, bytes);
    assertThat(store.log("log").damagedBytes()).isEqualTo(100);
    assertThat(store.records("log")).containsExactly(new byte[] {1});
  }

  @Test
  void damagedValueIsNamedAndNotUsed() throws IOException {
    store.write("key", new byte[] {1, 2, 3});
    Path file = directory().resolve("key.value");
    byte[] whole = Files.readAllBytes(file);
    Stream.concat(
            Tampering.truncations(whole), Tampering.singleByteChanges(whole, new SeededRandom(2)))
        .forEach(
            changed -> {
              assertThat(overwrite(file, changed)).isTrue();
              assertThatThrownBy(() -> store.read("key"))
                  .isInstanceOf(StateException.class)
                  .hasMessageContaining(file.toString());
            });
  }

  private static boolean overwrite(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void failedWriteLeavesTheFormerValue() throws IOException {
    store.write("key", new byte[] {1});
    // A directory that is not empty cannot be deleted to make room for the temporary file.
    Files.createDirectories(directory().resolve("key.value.tmp").resolve("inside"));
    assertThatThrownBy(() -> store.write("key", new byte[] {2}))
        .isInstanceOf(StateException.class)
        .hasMessageStartingWith("cannot write " + directory().resolve("key.value"));
    assertThat(store.read("key")).hasValue(new byte[] {1});
  }

  @Test
  void childThatKeepsNothingLeavesNoDirectory() {
    StateStore one = store.child("one");
    assertThat(one.read("key")).isEmpty();
    assertThat(directory().resolve("one")).doesNotExist();
    one.write("key", new byte[1]);
    assertThat(directory().resolve("one")).isDirectory();
  }

  @Test
  void fileInPlaceOfAChildsDirectoryIsNamedWithTheReason() throws IOException {
    Path child = directory().resolve("one");
    StateStore one = store.child("one");
    Files.createFile(child);
    assertThatThrownBy(() -> one.write("key", new byte[1]))
        .isInstanceOf(StateException.class)
        .hasMessage("cannot write " + child.resolve("key.value") + ": Not a directory");
    assertThatThrownBy(() -> one.append("log", new byte[1]))
        .isInstanceOf(StateException.class)
        .hasMessageStartingWith("cannot append to " + child.resolve("log.log"));
    Files.delete(child);
    Files.createDirectory(child);
    one.append("log", new byte[] {5});
    assertThat(one.records("log")).containsExactly(new byte[] {5});
  }

  @Test
  void fileInPlaceOfTheDirectoryIsNamed() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatThrownBy(() -> StateStore.directory(file))
        .isInstanceOf(StateException.class)
        .hasMessageStartingWith("cannot open state directory " + file);
  }

  @Test
  void interruptedThreadStillKeepsItsState() {
    Thread.currentThread().interrupt();
    store.append("log", new byte[] {1});
    store.append("log", new byte[] {2});
    store.write("key", new byte[] {3});
    assertThat(Thread.interrupted()).isTrue();
    assertThat(store.records("log")).hasSize(2);
    assertThat(store.read("key")).hasValue(new byte[] {3});
  }
}
