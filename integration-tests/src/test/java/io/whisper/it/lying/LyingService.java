package io.whisper.it.lying;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.PassingService;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A service that is honest itself, and does not hear all that it is sent as it was sent; nor does
 * what passes its relay.
 */
final class LyingService implements PassingService {
  private final RelayService honest;
  private final Supplier<Vice> vice;
  private @Nullable RelayContext context;
  private long count;
  private long passed;

  LyingService(RelayService honest, Supplier<Vice> vice) {
    this.honest = honest;
    this.vice = vice;
  }

  @Override
  public int firstCommand() {
    return honest.firstCommand();
  }

  @Override
  public int lastCommand() {
    return honest.lastCommand();
  }

  @Override
  public int maximumLength() {
    return honest.maximumLength();
  }

  @Override
  public void start(RelayContext given) {
    context = given;
    honest.start(given);
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    for (Vice.Heard heard : vice.get().of(message, count++)) {
      if (heard.after().isZero()) {
        honest.onMessage(circuit, heard.message());
      } else {
        Objects.requireNonNull(context, "not started")
            .time()
            .after(heard.after(), () -> hearLate(circuit, heard.message()));
      }
    }
  }

  @Override
  public void onPassing(Cell cell, Consumer<Cell> onward) {
    for (Vice.Passed each : vice.get().of(cell, passed++)) {
      if (each.after().isZero()) {
        onward.accept(each.cell());
      } else {
        Objects.requireNonNull(context, "not started")
            .time()
            .after(each.after(), () -> onward.accept(each.cell()));
      }
    }
  }

  private void hearLate(ServedCircuit circuit, RelayMessage message) {
    if (!circuit.closed() && !circuit.spliced()) {
      honest.onMessage(circuit, message);
    }
  }

  @Override
  public void onSendable(ServedCircuit circuit) {
    honest.onSendable(circuit);
  }

  @Override
  public void onClosed(ServedCircuit circuit) {
    honest.onClosed(circuit);
  }
}
