package io.whisper.node.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConsoleTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Console console(boolean json) {
    return new Console(stream(out), stream(err), json);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  @Test
  void stepIsOneJsonObjectWithItsFieldsInOrder() {
    console(true).step(Step.done("message", 12, "a message").with("hops", 3));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines("{\"step\":\"message\",\"hops\":3,\"ok\":true,\"ms\":12}");
  }

  @Test
  void failedStepSaysSoInBothForms() {
    console(true).step(Step.failed("failed", 1, "nobody there"));
    console(false).step(Step.failed("failed", 1, "nobody there"));

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "{\"step\":\"failed\",\"error\":\"nobody there\",\"ok\":false,\"ms\":1}",
            "FAILED: nobody there");
  }

  @Test
  void jsonIsSafeOnATerminalWhateverAStrangerWrote() {
    console(true).step(Step.done("message", 1, "").with("text", "\u001b[2J\u202e\u009b \"\n"));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\"\\u001B[2J\\u202E\\u009B \\\"\\n\"");
  }

  @Test
  void progressIsForPeopleOnly() {
    console(true).progress("working");
    assertThat(err.size()).isZero();

    console(false).progress("working");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("working");
    assertThat(out.size()).isZero();
  }

  @Test
  void stepsAreAppendedToAFileThatNobodyElseReads(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("messages");
    console(false).appendingTo(file).step(Step.done("message", 1, "first"));
    console(true).appendingTo(file).step(Step.done("message", 1, "second"));

    assertThat(Files.readAllLines(file))
        .containsExactly("first", "{\"step\":\"message\",\"ok\":true,\"ms\":1}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(out.size()).isZero();
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed(@TempDir Path directory) {
    assertThatThrownBy(() -> console(false).appendingTo(directory))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(directory.toString());
  }
}
