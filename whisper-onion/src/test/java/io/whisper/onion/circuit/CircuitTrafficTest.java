package io.whisper.onion.circuit;

import static io.whisper.onion.testkit.TestNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.testkit.EchoService;
import io.whisper.onion.testkit.TestEndpoint;
import io.whisper.onion.testkit.TestNetwork;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CircuitTrafficTest {
  /** Guards against a test that hangs; no test depends on it. */
  private static final int MANY = 10_000;

  private static final int BODIES = 2_000;

  private static TestNetwork network;
  private static TestEndpoint endpoint;

  @BeforeAll
  static void start() {
    network = TestNetwork.start(6);
    endpoint =
        network.endpoint(StateStore.inMemory(), CircuitSettings.defaults().withCleanPerLength(0));
  }

  @AfterAll
  static void stop() {
    network.close();
  }

  @Test
  void manyMessagesCrossBothWaysInOrder() {
    Talk talk = open(endpoint, 3);
    int sent = 0;
    for (int received = 0; received < MANY; received++) {
      while (sent < MANY && sent - received < 600) {
        talk.send(EchoService.ECHO, number(sent++));
      }
      assertThat(talk.next().data()).isEqualTo(number(received));
    }
  }

  @Test
  void messagesOfEveryLengthComeBackWhole() {
    Talk talk = open(endpoint, 2);
    SeededRandom random = new SeededRandom(3);
    for (int length : new int[] {0, 1, 489, 490, 491, 983, 984, 4095, 4096}) {
      byte[] data = random.bytes(length);
      RelayMessage echo = talk.ask(EchoService.ECHO, data);
      assertThat(echo.data()).as("length %d", length).isEqualTo(data);
    }
  }

  @Test
  void whatARelayPoursComesWithinItsCredit() {
    Talk talk = open(endpoint, 3);
    // More cells than one window; within the bytes that a relay keeps for a circuit.
    talk.send(EchoService.POUR, ByteBuffer.allocate(8).putInt(100).putInt(2000).array());
    for (int i = 0; i < 100; i++) {
      assertThat(talk.next().length()).isEqualTo(2000);
    }
  }

  @Test
  void keepAliveIsTakenWithoutAnAnswer() {
    Talk talk = open(endpoint, 1);
    for (int i = 0; i < 40; i++) {
      endpoint.reactor().execute(talk.circuit()::keepAlive);
    }
    assertThat(talk.ask(EchoService.ECHO, number(1)).data()).isEqualTo(number(1));
  }

  @Test
  void overrunOfTheQueueClosesTheCircuitAndBoundsWhatWaits() {
    Talk talk = open(endpoint, 1);
    int most = 256 + CircuitSettings.defaults().queuedMessages();
    int[] queued = new int[2];
    await(
        endpoint
            .reactor()
            .call(
                () -> {
                  for (int i = 0; i < most; i++) {
                    talk.circuit().send(EchoService.SWALLOW, number(i));
                  }
                  queued[0] = talk.circuit().queued();
                  assertThat(talk.circuit().closed()).isFalse();
                  talk.circuit().send(EchoService.SWALLOW, number(most));
                  queued[1] = talk.circuit().queued();
                  return true;
                }));
    assertThat(talk.end()).isEqualTo(DestroyReason.LIMIT);
    assertThat(queued).containsExactly(CircuitSettings.defaults().queuedMessages(), 0);
  }

  @Test
  void bytesThatWaitAreBoundedToo() {
    Talk talk = open(endpoint, 1);
    await(
        endpoint
            .reactor()
            .call(
                () -> {
                  byte[] large = new byte[RelayMessage.MAX_LENGTH];
                  for (int i = 0; i < 20 && !talk.circuit().closed(); i++) {
                    talk.circuit().send(EchoService.SWALLOW, large);
                  }
                  return true;
                }));
    assertThat(talk.end()).isEqualTo(DestroyReason.LIMIT);
  }

  @Test
  void listenerThatComesLateHearsOfTheEnd() {
    CircuitRequest request = new CircuitRequest(network.entry(0), 2, true, "test");
    Circuit circuit = await(endpoint.circuits().open(request));
    onLoop(() -> circuit.send(EchoService.LEAVE, new byte[0]));
    Awaitility.await().until(circuit::closed);
    Talk.over(endpoint.reactor(), circuit).end();
  }

  @Test
  void relayThatLeavesEndsTheCircuit() {
    Talk talk = open(endpoint, 3);
    talk.send(EchoService.LEAVE, new byte[0]);
    talk.end();
    assertThat(talk.circuit().closed()).isTrue();
  }

  @Test
  void endToEndBodiesCrossASpliceBothWaysAsCreditAllows() {
    TestEndpoint other =
        network.endpoint(StateStore.inMemory(), CircuitSettings.defaults().withCleanPerLength(0));
    Talk one = open(endpoint, 3);
    Talk two = open(other, 2);
    join(one, two);
    Pump first = new Pump(one, endpoint);
    Pump second = new Pump(two, other);
    first.start();
    second.start();
    for (int i = 0; i < BODIES; i++) {
      assertThat(two.nextBody()).isEqualTo(body(i));
      assertThat(one.nextBody()).isEqualTo(body(i));
    }
    one.close();
    two.end();
    other.close();
  }

  @Test
  void endToEndBodyThatIsNotExpectedEndsTheCircuit() {
    Talk one = open(endpoint, 1);
    Talk two = open(endpoint, 2);
    join(one, two);
    two.takesEndToEnd = false;
    endpoint.reactor().execute(() -> one.circuit().sendEndToEnd(body(0)));
    assertThat(two.end()).isEqualTo(DestroyReason.PROTOCOL);
    one.end();
  }

  @Test
  void misuseIsRefusedByName() {
    Talk talk = open(endpoint, 1);
    assertThatThrownBy(() -> talk.circuit().send(EchoService.ECHO, new byte[0]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("loop");
    assertThatThrownBy(() -> onLoop(() -> talk.circuit().send(RelayCommand.EXTEND, new byte[0])))
        .hasMessageContaining("16 to 255");
    assertThatThrownBy(() -> onLoop(() -> talk.circuit().sendEndToEnd(new byte[508])))
        .hasMessageContaining("508");
  }

  private static void onLoop(Runnable task) {
    await(
        endpoint
            .reactor()
            .call(
                () -> {
                  task.run();
                  return true;
                }));
  }

  private static Talk open(TestEndpoint from, int hops) {
    CircuitRequest request = new CircuitRequest(network.entry(0), hops, true, "test");
    return Talk.over(from.reactor(), await(from.circuits().open(request)));
  }

  private static void join(Talk one, Talk two) {
    one.takesEndToEnd = true;
    two.takesEndToEnd = true;
    one.send(EchoService.ECHO, new byte[0]);
    one.next();
    one.send(EchoService.JOIN, number(one.hashCode()));
    // The first must be waiting before the second comes.
    assertThat(one.ask(EchoService.ECHO, new byte[0]).command()).isEqualTo(EchoService.ECHO);
    two.send(EchoService.JOIN, number(one.hashCode()));
    assertThat(two.next().command()).isEqualTo(EchoService.JOIN);
    assertThat(one.next().command()).isEqualTo(EchoService.JOIN);
  }

  private static byte[] number(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  private static byte[] body(int number) {
    byte[] body = new byte[Cell.BODY_SIZE];
    Arrays.fill(body, (byte) number);
    ByteBuffer.wrap(body).putInt(number);
    return body;
  }

  /** Sends many bodies, waiting for credit when there is none. */
  private static final class Pump {
    private final Talk talk;
    private final TestEndpoint from;
    private int next;

    Pump(Talk talk, TestEndpoint from) {
      this.talk = talk;
      this.from = from;
    }

    void start() {
      talk.onWindow = this::pump;
      from.reactor().execute(this::pump);
    }

    private void pump() {
      while (next < BODIES && talk.circuit().sendEndToEnd(body(next))) {
        next++;
      }
    }
  }
}
