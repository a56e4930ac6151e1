package io.whisper.onion.relay;

import static io.whisper.onion.testkit.TestNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitException;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.testkit.TestNetwork;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PassingServiceTest {
  private final AtomicInteger passed = new AtomicInteger();
  private volatile boolean flips;

  /** Counts what passes, and changes it when it is told to. */
  private final class Hand implements PassingService {
    @Override
    public int firstCommand() {
      return RelayCommand.STORE_LAST + 1;
    }

    @Override
    public int lastCommand() {
      return firstCommand();
    }

    @Override
    public void onMessage(ServedCircuit circuit, RelayMessage message) {}

    @Override
    public void onPassing(Cell cell, Consumer<Cell> onward) {
      passed.incrementAndGet();
      if (flips) {
        cell.array()[Cell.PAYLOAD_OFFSET] ^= 1;
      }
      onward.accept(cell);
    }
  }

  @Test
  void whatPassesGoesThroughItsHands() {
    try (TestNetwork network =
        TestNetwork.builder(8)
            .time(new VirtualTime())
            .services(index -> List.of(new Hand()))
            .start()) {
      await(open(network));
      assertThat(passed).hasPositiveValue();

      flips = true;
      CompletableFuture<Circuit> opening = open(network);
      assertThatThrownBy(() -> await(opening)).isInstanceOf(CircuitException.class);
    }
  }

  private static CompletableFuture<Circuit> open(TestNetwork network) {
    return network
        .endpoint()
        .circuits()
        .open(new CircuitRequest(network.entry(0), 2, false, "test"));
  }
}
