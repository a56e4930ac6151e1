package io.whisper.node.role;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.node.console.Console;
import io.whisper.rendezvous.WhisperState;
import io.whisper.rendezvous.WhisperState.Phase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

final class StatePrinterTest {
  private static final WhisperState STARTING =
      new WhisperState(Phase.STARTING, "no consensus yet; tried the authority a (timed out)");
  private static final WhisperState READY = new WhisperState(Phase.READY, "");

  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final StatePrinter printer =
      new StatePrinter(
          new Console(
              new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
              new PrintStream(errors, true, UTF_8),
              false));

  @Test
  void nothingIsPrintedWhereAllIsAsUsual() {
    printer.entered(STARTING);
    printer.entered(READY);
    printer.stillStarting(READY);
    assertThat(errors.toString(UTF_8)).isEmpty();
  }

  @Test
  void aNetworkThatIsNotJoinedIsSaidWithWhatWasTriedAndWhenItIsJoined() {
    printer.entered(STARTING);
    printer.stillStarting(STARTING);
    printer.entered(READY);
    assertThat(errors.toString(UTF_8).lines())
        .containsExactly("network " + STARTING, "network READY");
  }

  @Test
  void whatIsTriedMeanwhileIsNoNews() {
    printer.entered(new WhisperState(Phase.DEGRADED, "no circuit; a relay could not be reached"));
    printer.entered(new WhisperState(Phase.DEGRADED, "no circuit; 2 relays could not be reached"));
    assertThat(errors.toString(UTF_8).lines()).hasSize(1);
    printer.entered(READY);
    printer.entered(new WhisperState(Phase.DEGRADED, "no circuit; a relay could not be reached"));
    assertThat(errors.toString(UTF_8).lines()).hasSize(3);
  }

  @Test
  void whatIsNotAsItShouldBeIsSaidUntilItIsClosed() {
    WhisperState degraded = new WhisperState(Phase.DEGRADED, "no circuit could be built");
    printer.entered(READY);
    printer.entered(degraded);
    printer.close();
    printer.entered(new WhisperState(Phase.OFFLINE, "closed"));
    assertThat(errors.toString(UTF_8).lines()).containsExactly("network " + degraded);
  }
}
