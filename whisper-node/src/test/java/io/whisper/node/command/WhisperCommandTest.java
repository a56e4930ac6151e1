package io.whisper.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class WhisperCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command = heard(WhisperCommand.commandLine());

  @Test
  void versionNamesTheProgramAndItsVersion() {
    assertThat(command.execute("--version")).isZero();
    assertThat(out.toString()).matches("whisper \\d+\\.\\d+\\.\\d+\\S*\\R");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpGoesToStandardOutput() {
    assertThat(command.execute("--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: whisper");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void nothingAtAllIsWrongUsage() {
    assertThat(command.execute()).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("whisper: a command is missing (see whisper --help)");
  }

  @Test
  void unknownArgumentIsOneLineAndWrongUsage() {
    assertThat(command.execute("whimper")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines()).singleElement().asString().contains("'whimper'");
  }

  @Test
  void failureOfCommandIsOneLineWithoutStackTrace() {
    CommandLine failing = heard(WhisperCommand.answeringInOneLine(new CommandLine(new Failing())));
    assertThat(failing.execute()).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines()).containsExactly("failing: the disk is full");
  }

  private CommandLine heard(CommandLine spoken) {
    return spoken.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
  }

  @Command(name = "failing")
  private static final class Failing implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new IllegalStateException("the disk is full");
    }
  }
}
