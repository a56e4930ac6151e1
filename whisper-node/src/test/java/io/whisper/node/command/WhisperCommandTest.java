package io.whisper.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class WhisperCommandTest {
  private static final String ADDRESS = Identity.ephemeral().address().toString();

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
  void unknownCommandIsOneLineAndWrongUsage() {
    assertThat(command.execute("whimper")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly("whisper: there is no command 'whimper' (see whisper --help)");
  }

  @Test
  void slipOfTheHandIsRecognised() {
    assertThat(command.execute("lisetn")).isEqualTo(2);
    assertThat(command.execute("send", "--netwrok", "x")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "whisper: there is no command 'lisetn'; did you mean 'listen'? (see whisper --help)",
            "whisper send: there is no option '--netwrok'; did you mean '--network'? (see whisper"
                + " send --help)");
  }

  @Test
  void textThatLooksLikeAnOptionIsToldHowToPassIt() {
    assertThat(command.execute("send", "--network", "x", "--to", ADDRESS, "-x")).isEqualTo(2);
    assertThat(err.toString())
        .contains("there is no option '-x'; a text that begins with - comes after --");
  }

  @Test
  void secondTextIsToldToBeQuoted() {
    assertThat(command.execute("send", "--network", "x", "--to", ADDRESS, "two", "words"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("'words' is one argument too many; put a text of several words in quotes");
  }

  @Test
  void helpIsACommandToo() {
    assertThat(command.execute("help")).isZero();
    assertThat(out.toString()).startsWith("Usage: whisper").contains("help");
    assertThat(command.execute("help", "send")).isZero();
    assertThat(out.toString()).contains("Usage: whisper send");
    assertThat(command.execute("help", "nothing")).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void everyCommandTellsTheVersion() {
    Set<String> names = new TreeSet<>(command.getSubcommands().keySet());
    names.remove("help");
    assertThat(names).isNotEmpty();
    for (String name : names) {
      assertThat(command.execute(name, "--version")).isZero();
    }
    assertThat(out.toString().lines())
        .hasSameSizeAs(names)
        .allMatch(line -> line.startsWith("whisper "));
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
