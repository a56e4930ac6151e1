package io.whisper.onion.relay;

import static io.whisper.onion.relay.Relays.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.flow.SendWindow;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpliceTest {

  private static Relays relays;
  private static int cookies;

  @BeforeAll
  static void start() {
    relays = Relays.start(4);
  }

  @AfterAll
  static void stop() {
    relays.close();
  }

  /** Two circuits of so many hops that meet at relay 3. */
  private record Spliced(RawCircuit left, RawCircuit right) {

    static Spliced of(int leftHops, int rightHops) {
      RawCircuit left = toMeetingPoint(leftHops);
      RawCircuit right = toMeetingPoint(rightHops);
      byte[] cookie = ByteBuffer.allocate(20).putInt(++cookies).array();
      left.send(TestService.JOIN, cookie);
      // The first must be there before the second comes.
      await()
          .until(
              () ->
                  relays.node(3).service.delivered.stream()
                      .anyMatch(m -> Arrays.equals(m.data(), cookie)));
      right.send(TestService.JOIN, cookie);
      assertThat(left.receive().command()).isEqualTo(TestService.JOIN);
      assertThat(right.receive().command()).isEqualTo(TestService.JOIN);
      return new Spliced(left, right);
    }
  }

  private static RawCircuit toMeetingPoint(int hops) {
    int first = 4 - hops;
    return RawCircuit.over(relays.link(first), relays.targets().subList(first, 4));
  }

  private static byte[] body(Random random) {
    byte[] body = new byte[Cell.BODY_SIZE];
    random.nextBytes(body);
    return body;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 4", "3, 2", "4, 4"})
  void bodiesCrossUnchangedInBothDirections(int leftHops, int rightHops) {
    Spliced spliced = Spliced.of(leftHops, rightHops);
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      byte[] there = body(random);
      spliced.left.sendEndToEnd(there);
      assertThat(spliced.right.receiveEndToEnd()).as("seed %d", seed).isEqualTo(there);
      byte[] back = body(random);
      spliced.right.sendEndToEnd(back);
      assertThat(spliced.left.receiveEndToEnd()).as("seed %d", seed).isEqualTo(back);
    }
  }

  @Test
  void moreThanAWindowCrossesInOrder() {
    Spliced spliced = Spliced.of(2, 2);
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 200; i++) {
        byte[] body = new byte[Cell.BODY_SIZE];
        ByteBuffer.wrap(body).putInt(100, i);
        spliced.left.sendEndToEnd(body);
      }
      for (int i = 0; i < 200; i++) {
        assertThat(ByteBuffer.wrap(spliced.right.receiveEndToEnd()).getInt(100)).isEqualTo(i);
      }
    }
  }

  @Test
  void coverBetweenBodiesIsForTheRelayAndDoesNotCross() {
    Spliced spliced = Spliced.of(2, 2);
    byte[] body = body(new Random(1));
    spliced.left.send(RelayCommand.DROP, new byte[0]);
    spliced.left.sendEndToEnd(body);
    assertThat(spliced.right.receiveEndToEnd()).isEqualTo(body);
  }

  @Test
  void whatTheOtherSideDoesNotTakeBringsNoCreditAndIsBounded() {
    Spliced spliced = Spliced.of(2, 2);
    spliced.right.keepCredit();
    // One window crosses, another is held at the splice; the left side's credit stops there. The
    // JOIN messages took one cell of each window.
    int rightWindow = SendWindow.SIZE - 1;
    int sent = 0;
    for (; sent < rightWindow; sent++) {
      spliced.left.sendEndToEnd(new byte[Cell.BODY_SIZE]);
      spliced.right.receiveEndToEnd();
    }
    int returned = (sent + 1) / SendWindow.STEP;
    int left = SendWindow.SIZE - (sent + 1) + returned * SendWindow.STEP;
    for (int i = 0; i < left; i++) {
      spliced.left.sendEndToEnd(new byte[Cell.BODY_SIZE]);
    }
    assertThat(spliced.left.window()).isZero();
    await().until(() -> relays.node(3).counters().queuedBytes() >= (long) left * Cell.SIZE);
    assertThat(relays.node(3).counters().queuedBytes())
        .isLessThanOrEqualTo((long) SendWindow.SIZE * Cell.SIZE);
    assertThat(spliced.right.link.unread(spliced.right.id)).isZero();
    assertThat(spliced.left.link.unread(spliced.left.id)).as("no credit").isZero();

    spliced.right.returnCredit();
    for (int i = 0; i < left; i++) {
      spliced.right.receiveEndToEnd();
    }
    await().until(() -> relays.node(3).counters().queuedBytes() == 0);
  }

  @Test
  void theEndOfOneSideIsTheEndOfTheOther() {
    Spliced spliced = Spliced.of(2, 3);
    spliced.left.destroy();
    assertThat(spliced.right.destroyed()).isEqualTo(DestroyReason.CLOSED);
  }

  @Test
  void aServiceMessageOnASplicedCircuitEndsBoth() {
    Spliced spliced = Spliced.of(2, 2);
    spliced.left.send(TestService.ECHO, new byte[1]);
    assertThat(spliced.left.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
    assertThat(spliced.right.destroyed()).isEqualTo(DestroyReason.CLOSED);
  }

  @Test
  void anEndToEndBodyInAnEarlyCellEndsBoth() {
    Spliced spliced = Spliced.of(1, 1);
    Cell cell = Cell.of(spliced.left.id, CellCommand.RELAY_EARLY);
    spliced.left.link.send(cell);
    assertThat(spliced.left.destroyed()).isEqualTo(DestroyReason.PROTOCOL);
    assertThat(spliced.right.destroyed()).isEqualTo(DestroyReason.CLOSED);
  }

  @Test
  void messagesThatWaitLeaveBeforeTheFirstBody() {
    RawCircuit left = toMeetingPoint(1);
    RawCircuit right = toMeetingPoint(1);
    left.keepCredit();
    left.send(TestService.ANSWERS, TestService.answers(SendWindow.SIZE, 1));
    for (int i = 0; i < SendWindow.SIZE; i++) {
      left.receive();
    }
    byte[] cookie = ByteBuffer.allocate(20).putInt(++cookies).array();
    left.send(TestService.JOIN, cookie);
    await()
        .until(
            () ->
                relays.node(3).service.delivered.stream()
                    .anyMatch(m -> Arrays.equals(m.data(), cookie)));
    right.send(TestService.JOIN, cookie);
    assertThat(right.receive().command()).isEqualTo(TestService.JOIN);
    byte[] body = body(new Random(3));
    right.sendEndToEnd(body);
    await().until(() -> relays.node(3).counters().queuedBytes() >= 2 * Cell.SIZE);
    left.returnCredit();
    assertThat(left.receive()).isEqualTo(new RelayMessage(TestService.JOIN, new byte[0]));
    assertThat(left.receiveEndToEnd()).isEqualTo(body);
  }

  @Test
  void aServiceCannotSpliceACircuitTwiceOrToItself() throws InterruptedException {
    Spliced spliced = Spliced.of(1, 1);
    List<ServedCircuit> served = List.copyOf(relays.node(3).service.circuits);
    ServedCircuit right = served.get(served.size() - 1);
    ServedCircuit left = served.get(served.size() - 2);
    assertThat(RawLink.await(relays.node(3).reactor.call(() -> failure(left, right))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(RawLink.await(relays.node(3).reactor.call(() -> failure(left, left))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(right.spliced()).isTrue();
    spliced.left.destroy();
    spliced.right.destroyed();
  }

  private static RuntimeException failure(ServedCircuit one, ServedCircuit other) {
    try {
      one.splice(other);
    } catch (RuntimeException e) {
      return e;
    }
    throw new AssertionError("spliced");
  }
}
