package io.whisper.node.role;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.node.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MessagePrinterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(out, true, UTF_8), new PrintStream(out, true, UTF_8), false);

  @Test
  void isDoneWhenAsManyWerePrintedAsItWaitsFor() {
    MessagePrinter printer = new MessagePrinter(console, 2);
    printer.print("one".getBytes(UTF_8), Optional.empty());
    assertThat(printer.done()).isNotDone();
    printer.print("two".getBytes(UTF_8), Optional.empty());
    assertThat(printer.done()).isCompleted();
  }

  @Test
  void whatComesBeforeTheEndIsPrintedToo() {
    MessagePrinter printer = new MessagePrinter(console, 1);
    printer.print("one".getBytes(UTF_8), Optional.empty());
    printer.print("two".getBytes(UTF_8), Optional.empty());
    assertThat(out.toString(UTF_8)).isEqualToIgnoringNewLines("one\ntwo\n");
  }
}
