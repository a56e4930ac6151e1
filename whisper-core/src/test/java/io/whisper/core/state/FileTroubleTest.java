package io.whisper.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {
  @TempDir private Path directory;

  private static String trouble(ThrowingCallable call) {
    return FileTrouble.of(catchThrowableOfType(IOException.class, call));
  }

  @Test
  void missingFileIsSaidSo() {
    assertThat(trouble(() -> Files.readString(directory.resolve("none"))))
        .isEqualTo("there is no such file or directory");
    assertThat(trouble(() -> new FileInputStream(directory.resolve("none").toFile()).close()))
        .isEqualTo("No such file or directory");
  }

  @Test
  void fileInTheWayIsSaidSo() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThat(trouble(() -> Files.createDirectory(file)))
        .isEqualTo("there is a file of that name");
    assertThat(trouble(() -> Files.createDirectory(file.resolve("below"))))
        .isEqualTo("Not a directory");
  }

  @Test
  void directoryInThePlaceOfAFileIsSaidSo() {
    assertThat(trouble(() -> Files.readString(directory))).isEqualTo("Is a directory");
    assertThat(trouble(() -> new FileOutputStream(directory.toFile()).close()))
        .isEqualTo("Is a directory");
  }

  @Test
  void otherReasonsAreThoseOfTheOperatingSystem() {
    assertThat(FileTrouble.of(new AccessDeniedException("f"))).isEqualTo("permission denied");
    assertThat(FileTrouble.of(new FileSystemException("f", null, "No space left on device")))
        .isEqualTo("No space left on device");
    assertThat(FileTrouble.of(new IOException("Broken pipe"))).isEqualTo("Broken pipe");
  }

  @Test
  void noClassIsNamedWhereNothingIsKnown() {
    assertThat(FileTrouble.of(new IOException())).isEqualTo("input or output failed");
    assertThat(FileTrouble.of(new FileSystemException("f"))).isEqualTo("input or output failed");
  }
}
