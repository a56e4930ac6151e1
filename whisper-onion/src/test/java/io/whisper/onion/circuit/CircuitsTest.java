package io.whisper.onion.circuit;

import static io.whisper.onion.testkit.TestNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.testkit.EchoService;
import io.whisper.onion.testkit.TestEndpoint;
import io.whisper.onion.testkit.TestNetwork;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CircuitsTest {
  /** Guards against a test that hangs; no test depends on it. */
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  private static final CircuitSettings NONE_AHEAD =
      CircuitSettings.defaults().withCleanPerLength(0);

  @Test
  void everyLengthReachesTheTargetThroughAsManyRelaysAsItSays() {
    try (TestNetwork network = TestNetwork.start(8)) {
      TestEndpoint endpoint = network.endpoint(StateStore.inMemory(), NONE_AHEAD);
      for (int hops = 0; hops <= HopRange.MAX_HOPS; hops++) {
        long[] before = forwarded(network);
        Talk talk = open(endpoint, network.entry(0), hops);
        assertThat(talk.circuit().hops()).isEqualTo(hops + 1);
        assertThat(talk.circuit().target()).isEqualTo(network.entry(0).target());
        for (int i = 0; i < 10; i++) {
          assertThat(talk.ask(EchoService.ECHO, HELLO).data()).isEqualTo(HELLO);
        }
        List<Bytes32> path = talk.circuit().path();
        assertThat(path).doesNotHaveDuplicates();
        long[] after = forwarded(network);
        for (int i = 0; i < network.size(); i++) {
          boolean intermediary = path.subList(0, hops).contains(network.relay(i).identity());
          assertThat(after[i] - before[i])
              .as("relay %d of a path of %d hops", i, hops)
              .isGreaterThanOrEqualTo(intermediary ? 20 : 0)
              .isLessThanOrEqualTo(intermediary ? Long.MAX_VALUE : 0);
        }
        talk.close();
      }
    }
  }

  @Test
  void directCircuitNeedsNoConsensus() {
    try (TestNetwork network = TestNetwork.start(1)) {
      TestEndpoint endpoint = network.endpointWithoutConsensus();
      LinkTarget target = network.entry(0).target();
      Talk talk = Talk.over(endpoint.reactor(), await(endpoint.circuits().direct(target)));
      assertThat(talk.ask(EchoService.ECHO, HELLO).data()).isEqualTo(HELLO);

      assertThatThrownBy(() -> open(endpoint, network.entry(0), 0))
          .isInstanceOfSatisfying(
              CircuitException.class,
              e -> assertThat(e.failure()).isEqualTo(CircuitFailure.NO_CONSENSUS));
    }
  }

  @Test
  void relayWithAnotherOnionKeyOrCertificateIsNotBelieved() {
    try (TestNetwork network = TestNetwork.start(2)) {
      TestEndpoint endpoint = network.endpoint();
      LinkTarget one = network.entry(0).target();
      LinkTarget other = network.entry(1).target();
      LinkTarget wrongKey =
          new LinkTarget(one.identity(), other.onionKey(), one.certificateHash(), one.addresses());
      assertThatThrownBy(() -> await(endpoint.circuits().direct(wrongKey)))
          .isInstanceOf(CircuitException.class);
      LinkTarget wrongCertificate =
          new LinkTarget(one.identity(), one.onionKey(), other.certificateHash(), one.addresses());
      assertThatThrownBy(() -> await(endpoint.circuits().direct(wrongCertificate)))
          .isInstanceOfSatisfying(
              CircuitException.class,
              e -> assertThat(e.failure()).isEqualTo(CircuitFailure.NO_LINK));
    }
  }

  @Test
  void allCircuitsShareTwoGuardsAndFourSecondHopsAlsoAfterARestart() {
    try (TestNetwork network = TestNetwork.start(9)) {
      StateStore store = StateStore.inMemory();
      Set<Bytes32> first = new HashSet<>();
      Set<Bytes32> second = new HashSet<>();
      for (int run = 0; run < 2; run++) {
        TestEndpoint endpoint = network.endpoint(store, NONE_AHEAD);
        List<CompletableFuture<Circuit>> opened = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
          opened.add(
              endpoint
                  .circuits()
                  .open(
                      new CircuitRequest(
                          network.entry(i % network.size()), 1 + i % 3, i % 2 == 0, "test")));
        }
        for (CompletableFuture<Circuit> one : opened) {
          List<Bytes32> path = await(one).path();
          first.add(path.get(0));
          if (path.size() > 2) {
            second.add(path.get(1));
          }
        }
        assertThat(await(endpoint.circuits().links())).isEqualTo(2);
        endpoint.close();
      }
      assertThat(first).hasSize(2);
      assertThat(second).hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  void deadRelayInTheMiddleIsGoneRound() {
    try (TestNetwork network = TestNetwork.start(8)) {
      TestEndpoint endpoint = network.endpoint(StateStore.inMemory(), NONE_AHEAD);
      List<Bytes32> path = openPath(endpoint, network.entry(0), 3);
      int dead = index(network, path.get(1));
      network.stop(dead);
      for (int i = 0; i < 8; i++) {
        Talk talk = open(endpoint, network.entry(0), 3);
        assertThat(talk.circuit().path()).doesNotContain(path.get(1));
        assertThat(talk.ask(EchoService.ECHO, HELLO).data()).isEqualTo(HELLO);
      }
    }
  }

  @Test
  void deadGuardLeavesTheOther() {
    try (TestNetwork network = TestNetwork.start(8)) {
      TestEndpoint endpoint = network.endpoint(StateStore.inMemory(), NONE_AHEAD);
      Bytes32 guard = openPath(endpoint, network.entry(0), 1).get(0);
      network.stop(index(network, guard));
      Set<Bytes32> others = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        others.add(openPath(endpoint, network.entry(0), 2).get(0));
      }
      assertThat(others).hasSize(1).doesNotContain(guard);
    }
  }

  @Test
  void unreachableTargetFailsSayingWhatWasTried() {
    try (TestNetwork network = TestNetwork.start(8)) {
      TestEndpoint endpoint = network.endpoint(StateStore.inMemory(), NONE_AHEAD);
      network.stop(0);
      for (int hops = 0; hops <= 2; hops++) {
        int length = hops;
        assertThatThrownBy(() -> open(endpoint, network.entry(0), length))
            .isInstanceOf(CircuitException.class)
            .hasMessageContaining(length == 0 ? "1 try" : "3 tries")
            .hasMessageNotContaining("127.0.0.1");
      }
    }
  }

  @Test
  void networkThatIsTooSmallSaysSo() {
    try (TestNetwork network = TestNetwork.start(3)) {
      TestEndpoint endpoint = network.endpoint();
      assertThatThrownBy(() -> open(endpoint, network.entry(0), 3))
          .isInstanceOfSatisfying(
              CircuitException.class,
              e -> {
                assertThat(e.failure()).isEqualTo(CircuitFailure.NO_PATH);
                assertThat(e.constraints()).isNotEmpty();
              });
      assertThat(open(endpoint, network.entry(0), 1).ask(EchoService.ECHO, HELLO).data())
          .isEqualTo(HELLO);
    }
  }

  @Test
  void requestTakesACleanCircuitAndWaitsForOneExtension() {
    try (TestNetwork network = TestNetwork.start(9)) {
      TestEndpoint endpoint =
          network.endpoint(StateStore.inMemory(), CircuitSettings.defaults().withCleanPerLength(1));
      endpoint.circuits().prebuild(HopRange.exactly(3));
      awaitClean(endpoint, 3, 1);
      Set<Bytes32> ready = new HashSet<>();
      int free = 0;
      for (int i = 0; i < network.size(); i++) {
        if (network.relay(i).counters().circuits() > 0) {
          ready.add(network.relay(i).identity());
        } else {
          free = i;
        }
      }
      assertThat(ready).hasSize(3);

      Circuit circuit = open(endpoint, network.entry(free), 3).circuit();
      assertThat(circuit.path().subList(0, 3)).containsExactlyInAnyOrderElementsOf(ready);
      awaitClean(endpoint, 3, 1);
      // One relay was asked for this circuit, and three for the one in its place.
      assertThat(created(network)).isEqualTo(3 + 1 + 3);
      assertThat(open(endpoint, network.entry(free), 3).circuit()).isNotSameAs(circuit);
    }
  }

  @Test
  void closingTellsTheRelays() {
    try (TestNetwork network = TestNetwork.start(8)) {
      TestEndpoint endpoint = network.endpoint(StateStore.inMemory(), NONE_AHEAD);
      Talk talk = open(endpoint, network.entry(0), 3);
      assertThat(circuits(network)).isEqualTo(4);
      talk.close();
      Awaitility.await().until(() -> circuits(network) == 0);
      assertThat(talk.ended).isNotDone();
      assertThat(talk.circuit().closed()).isTrue();
    }
  }

  @Test
  void closedEndpointRefusesAndLeavesNothingBehind() {
    try (TestNetwork network = TestNetwork.start(8)) {
      TestEndpoint endpoint = network.endpoint();
      endpoint.circuits().prebuild(HopRange.exactly(3));
      Talk talk = open(endpoint, network.entry(0), 2);
      endpoint.circuits().close();
      talk.end();
      assertThatThrownBy(() -> open(endpoint, network.entry(0), 2))
          .isInstanceOfSatisfying(
              CircuitException.class,
              e -> assertThat(e.failure()).isEqualTo(CircuitFailure.CLOSED));
      Awaitility.await().until(() -> circuits(network) == 0);
    }
  }

  @Test
  void cancelledRequestLeavesNoCircuit() {
    try (TestNetwork network = TestNetwork.start(8)) {
      TestEndpoint endpoint = network.endpoint(StateStore.inMemory(), NONE_AHEAD);
      CompletableFuture<Circuit> opening =
          endpoint.circuits().open(new CircuitRequest(network.entry(0), 3, false, "test"));
      opening.cancel(false);
      open(endpoint, network.entry(1), 1).close();
      Awaitility.await().until(() -> circuits(network) == 0);
    }
  }

  private static Talk open(TestEndpoint endpoint, RelayEntry target, int hops) {
    CircuitRequest request = new CircuitRequest(target, hops, false, "test");
    return Talk.over(endpoint.reactor(), await(endpoint.circuits().open(request)));
  }

  private static List<Bytes32> openPath(TestEndpoint endpoint, RelayEntry target, int hops) {
    return open(endpoint, target, hops).circuit().path();
  }

  private static void awaitClean(TestEndpoint endpoint, int hops, int count) {
    Awaitility.await().until(() -> await(endpoint.circuits().clean(hops)) == count);
  }

  private static int index(TestNetwork network, Bytes32 identity) {
    for (int i = 0; i < network.size(); i++) {
      if (network.relay(i).identity().equals(identity)) {
        return i;
      }
    }
    throw new AssertionError("no such relay");
  }

  private static long[] forwarded(TestNetwork network) {
    long[] counts = new long[network.size()];
    Arrays.setAll(counts, i -> network.relay(i).counters().forwardedCells());
    return counts;
  }

  private static long created(TestNetwork network) {
    long sum = 0;
    for (int i = 0; i < network.size(); i++) {
      sum += network.relay(i).counters().created();
    }
    return sum;
  }

  private static long circuits(TestNetwork network) {
    long sum = 0;
    for (int i = 0; i < network.size(); i++) {
      sum += network.relay(i).counters().circuits();
    }
    return sum;
  }
}
