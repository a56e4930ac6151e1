package io.whisper.onion.circuit;

import static io.whisper.onion.testkit.TestNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.link.Link;
import io.whisper.onion.link.LinkCertificate;
import io.whisper.onion.link.LinkLimits;
import io.whisper.onion.link.LinkListener;
import io.whisper.onion.link.LinkServer;
import io.whisper.onion.link.TlsContext;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.testkit.TestEndpoint;
import io.whisper.onion.testkit.TestNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CircuitPatienceTest {

  /** Shorter than the time that a relay is given to answer. */
  private static final Duration STEP = Duration.ofSeconds(5);

  private final VirtualTime time = new VirtualTime();

  @Test
  void relayThatDoesNotAnswerIsGivenUpAfterTenSeconds() {
    AtomicLong ticks = new AtomicLong();
    try (TestNetwork network = TestNetwork.builder(1).time(time).ticker(ticks::get).start()) {
      TestEndpoint endpoint = network.endpoint();
      CompletableFuture<Void> asked = new CompletableFuture<>();
      CompletableFuture<Void> askedAgain = new CompletableFuture<>();
      Queue<CompletableFuture<Void>> said = new ConcurrentLinkedQueue<>(List.of(asked, askedAgain));
      LinkCertificate certificate = LinkCertificate.generate(new SecureRandom());
      LinkServer silent =
          await(
              LinkServer.bind(
                  network.reactor(0),
                  TlsContext.relay(),
                  certificate,
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                  link -> new Silent(said),
                  LinkLimits.defaults()));
      LinkTarget known = network.entry(0).target();
      LinkTarget target =
          new LinkTarget(
              known.identity(), known.onionKey(), certificate.hash(), List.of(silent.address()));

      CompletableFuture<Circuit> first = endpoint.circuits().direct(target);
      await(asked);
      time.advance(Duration.ofMillis(9_999));
      assertThat(await(endpoint.reactor().call(first::isDone))).isFalse();
      time.advance(Duration.ofMillis(1));
      assertThatThrownBy(() -> await(first))
          .isInstanceOfSatisfying(
              CircuitException.class,
              e -> assertThat(e.failure()).isEqualTo(CircuitFailure.TIMEOUT));
      // Role time passed, and real time did not: the silence says nothing about the relay.
      assertThat(await(endpoint.circuits().links())).isEqualTo(1);

      CompletableFuture<Circuit> second = endpoint.circuits().direct(target);
      await(askedAgain);
      ticks.addAndGet(Duration.ofSeconds(10).toNanos());
      time.advance(Duration.ofSeconds(10));
      assertThatThrownBy(() -> await(second)).isInstanceOf(CircuitException.class);
      assertThat(await(endpoint.circuits().links())).as("given up").isZero();
      silent.close();
    }
  }

  @Test
  void linkWithoutCircuitsIsClosedAfterAMinute() {
    try (TestNetwork network = TestNetwork.builder(3).time(time).start()) {
      TestEndpoint endpoint =
          network.endpoint(StateStore.inMemory(), CircuitSettings.defaults().withCleanPerLength(0));
      Circuit first = await(endpoint.circuits().direct(network.entry(0).target()));
      Circuit second = await(endpoint.circuits().direct(network.entry(0).target()));
      assertThat(await(endpoint.circuits().links())).as("shared").isEqualTo(1);

      close(endpoint, first);
      time.advance(Duration.ofSeconds(61));
      assertThat(await(endpoint.circuits().links())).isEqualTo(1);
      close(endpoint, second);
      time.advance(Duration.ofSeconds(59));
      assertThat(await(endpoint.circuits().links())).isEqualTo(1);
      time.advance(Duration.ofSeconds(1));
      assertThat(await(endpoint.circuits().links())).isZero();
      await(endpoint.circuits().direct(network.entry(0).target()));
    }
  }

  @Test
  void cleanCircuitsAreReplacedBeforeRelaysTakeThemForForgotten() {
    try (TestNetwork network = TestNetwork.builder(8).time(time).start()) {
      TestEndpoint endpoint = network.endpoint(StateStore.inMemory(), oneCleanAndOnePath());
      endpoint.circuits().prebuild(HopRange.exactly(2));
      awaitClean(endpoint, 2);
      for (int i = 1; i <= 3; i++) {
        assertThat(created(network)).isEqualTo(2L * i);
        Duration age = Duration.ZERO;
        while (created(network) == 2L * i) {
          assertThat(age).isLessThan(Duration.ofMinutes(9));
          step(endpoint);
          awaitClean(endpoint, 2);
          age = age.plus(STEP);
        }
      }
    }
  }

  @Test
  void lengthThatNobodyAskedForInAnHourIsNotKeptReady() {
    try (TestNetwork network = TestNetwork.builder(8).time(time).start()) {
      TestEndpoint endpoint = network.endpoint(StateStore.inMemory(), oneCleanAndOnePath());
      close(endpoint, open(endpoint, network, 2));
      awaitClean(endpoint, 2);
      Duration asked = Duration.ZERO;
      for (; asked.compareTo(Duration.ofMinutes(59)) < 0; asked = asked.plus(STEP)) {
        step(endpoint);
        awaitClean(endpoint, 2);
      }
      for (; clean(endpoint, 2) > 0; asked = asked.plus(STEP)) {
        assertThat(asked).isLessThan(Duration.ofMinutes(70));
        step(endpoint);
      }
      long created = created(network);
      time.advance(Duration.ofMinutes(20));
      assertThat(clean(endpoint, 2)).isZero();
      assertThat(created(network)).isEqualTo(created);
    }
  }

  @Test
  void poolThatCannotBuildWaitsLongerEachTime() {
    try (TestNetwork network = TestNetwork.builder(8).time(time).start()) {
      for (int i = 0; i < network.size(); i++) {
        network.stop(i);
      }
      TestEndpoint endpoint =
          network.endpoint(StateStore.inMemory(), CircuitSettings.defaults().withCleanPerLength(1));
      endpoint.circuits().prebuild(HopRange.exactly(1));
      // The waiting refill is the only task: each of them comes later than the one before.
      Awaitility.await().until(() -> time.pending() == 1);
      time.advance(Duration.ofSeconds(1));
      Awaitility.await().until(() -> time.pending() == 1);
      time.advance(Duration.ofSeconds(1));
      assertThat(await(endpoint.reactor().call(time::pending))).isEqualTo(1);
      assertThat(clean(endpoint, 1)).isZero();

      for (int i = 0; i < network.size(); i++) {
        network.restart(i);
      }
      // As fast as the machine's own time, so that no relay is given up before it could answer.
      Duration poll = Duration.ofMillis(20);
      Awaitility.await()
          .pollInterval(poll)
          .until(
              () -> {
                time.advance(poll);
                return clean(endpoint, 1) == 1;
              });
    }
  }

  /** One path at a time: a step of time would otherwise begin others beside what has just begun. */
  private static CircuitSettings oneCleanAndOnePath() {
    CircuitSettings usual = CircuitSettings.defaults();
    return new CircuitSettings(
        usual.hopPatience(),
        Duration.ofDays(1),
        usual.tries(),
        1,
        usual.cleanLife(),
        usual.neededFor(),
        usual.unusedLink(),
        usual.queuedMessages(),
        usual.queuedBytes());
  }

  /** Lets a step of time pass and what fell due begin. */
  private void step(TestEndpoint endpoint) {
    time.advance(STEP);
    await(endpoint.reactor().call(() -> true));
  }

  /** Waits for a circuit that is being built: time must not run ahead of its cells. */
  private static void awaitClean(TestEndpoint endpoint, int hops) {
    if (clean(endpoint, hops) == 0) {
      Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> clean(endpoint, hops) == 1);
    }
  }

  private static Circuit open(TestEndpoint endpoint, TestNetwork network, int hops) {
    return await(
        endpoint.circuits().open(new CircuitRequest(network.entry(0), hops, false, "test")));
  }

  private static void close(TestEndpoint endpoint, Circuit circuit) {
    await(
        endpoint
            .reactor()
            .call(
                () -> {
                  circuit.close();
                  return true;
                }));
  }

  private static int clean(TestEndpoint endpoint, int hops) {
    return await(endpoint.circuits().clean(hops));
  }

  private static long created(TestNetwork network) {
    long sum = 0;
    for (int i = 0; i < network.size(); i++) {
      sum += network.relay(i).counters().created();
    }
    return sum;
  }

  /** Takes links and says nothing on them. */
  private record Silent(Queue<CompletableFuture<Void>> said) implements LinkListener {
    @Override
    public void onCell(Link link, byte[] cell) {
      CompletableFuture<Void> asked =
          Cell.wrap(cell).command() == CellCommand.CREATE ? said.poll() : null;
      if (asked != null) {
        asked.complete(null);
      }
    }

    @Override
    public void onClosed(Link link) {}
  }
}
