package io.whisper.onion.circuit;

import static io.whisper.onion.testkit.TestNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.testkit.TestEndpoint;
import io.whisper.onion.testkit.TestNetwork;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Relays whose process stands still while their connections stand. */
class FrozenRelayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int RELAYS = 8;
  private static final int CIRCUITS = 6;

  private final VirtualTime time = new VirtualTime();

  @Test
  void circuitsAreBuiltBesideAFrozenGuardBeforeItIsGivenUp() {
    try (TestNetwork network =
        TestNetwork.builder(RELAYS)
            .time(time)
            .ownLoops()
            .listing(FrozenRelayTest::withoutGuardAtTheTarget)
            .start()) {
      TestEndpoint endpoint =
          network.endpoint(StateStore.inMemory(), CircuitSettings.defaults().withCleanPerLength(0));
      await(open(endpoint, network));
      int guard = created(network);
      Runnable thaw = network.freeze(guard);
      try {
        Instant begin = time.now();
        List<CompletableFuture<Circuit>> circuits = new ArrayList<>();
        for (int i = 0; i < CIRCUITS; i++) {
          circuits.add(open(endpoint, network));
        }
        // As fast as the machine's own time.
        Duration poll = Duration.ofMillis(10);
        Awaitility.await()
            .atMost(PATIENCE)
            .pollInterval(poll)
            .until(
                () -> {
                  time.advance(poll);
                  return circuits.stream().allMatch(CompletableFuture::isDone);
                });
        assertThat(circuits).noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(Duration.between(begin, time.now()))
            .isLessThan(CircuitSettings.defaults().hopPatience());
      } finally {
        thaw.run();
      }
    }
  }

  /** A guard in use that is the target itself would leave the frozen one alone. */
  private static RelayEntry withoutGuardAtTheTarget(int number, RelayEntry entry) {
    return number == 0
        ? new RelayEntry(
            entry.target(), entry.families(), Set.of(), entry.weight(), entry.ringPlace())
        : entry;
  }

  private static CompletableFuture<Circuit> open(TestEndpoint endpoint, TestNetwork network) {
    return endpoint.circuits().open(new CircuitRequest(network.entry(0), 1, false, "test"));
  }

  /** The relay that is the first of the only circuit to the relay with number 0. */
  private static int created(TestNetwork network) {
    for (int i = 1; i < network.size(); i++) {
      if (network.relay(i).counters().created() > 0) {
        return i;
      }
    }
    throw new AssertionError("no relay has a circuit");
  }
}
