package io.whisper.onion.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.circuit.CircuitRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StillnessTest {
  private static final int MESSAGES = 100;

  private final TestNetwork network = TestNetwork.builder(4).time(new VirtualTime()).start();
  private final TestEndpoint endpoint = network.endpoint();

  @AfterEach
  void stop() {
    network.close();
  }

  @Test
  void itComesWhenAllHasHappenedForWhichNoTimeMustPass() {
    CompletableFuture<Circuit> opening =
        endpoint.circuits().open(new CircuitRequest(network.entry(0), 3, false, "test"));
    network.settle(() -> true);
    assertThat(opening).isCompleted();

    Counting counting = new Counting();
    byte[] wish = ByteBuffer.allocate(8).putInt(MESSAGES).putInt(2000).array();
    endpoint
        .reactor()
        .execute(
            () -> {
              opening.join().listen(counting);
              opening.join().send(EchoService.POUR, wish);
            });
    network.settle(() -> true);
    assertThat(counting.heard).hasValue(MESSAGES);
  }

  @Test
  void itWaitsForWhoeverElseIsAtWork() {
    AtomicInteger looks = new AtomicInteger();
    network.settle(() -> looks.incrementAndGet() == 3);
    assertThat(looks).hasValue(3);
  }

  @Test
  void itComesAlsoWhenRelaysHaveGone() {
    for (int i = 0; i < network.size(); i++) {
      network.stop(i);
    }
    assertThatCode(() -> network.settle(() -> true)).doesNotThrowAnyException();
  }

  private static final class Counting implements CircuitListener {
    private final AtomicInteger heard = new AtomicInteger();

    @Override
    public void onMessage(RelayMessage message) {
      heard.incrementAndGet();
    }

    @Override
    public void onClosed(DestroyReason reason) {}
  }
}
