package io.whisper.node.role;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.node.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

final class PostPrinterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(out, true, UTF_8), new PrintStream(out, true, UTF_8), false);

  @Test
  void whatWasWithdrawnBeforeItWasPrintedIsNamedByItsId() {
    new PostPrinter(console, Long.MAX_VALUE).onWithdrawn(Bytes32.ZERO);
    assertThat(out.toString(UTF_8)).isEqualToIgnoringNewLines("withdrawn " + "00".repeat(32));
  }

  @Test
  void thatMorePostsLiveThanAreRememberedIsSaid() {
    new PostPrinter(console, Long.MAX_VALUE).onCrowded();
    assertThat(out.toString(UTF_8)).contains("the topic has more posts than are remembered");
  }
}
