package io.whisper.onion.relay;

import static io.whisper.onion.relay.Relays.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.HandshakeCells;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.flow.SendWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RelayLimitsTest {

  private static void create(RawLink link, Relays relays, int id) {
    HandshakeCells.split(id, CellCommand.CREATE, RawCircuit.handshake(relays.target(0)).hello())
        .forEach(link::send);
  }

  private static void assertRefused(RawLink link, Relays relays) {
    int id = link.newId();
    create(link, relays, id);
    Cell answer = link.next(id);
    assertThat(answer.command()).isEqualTo(CellCommand.DESTROY);
    assertThat(DestroyReason.in(answer)).isEqualTo(DestroyReason.LIMIT);
  }

  @Test
  void circuitsOfOneLinkAreLimited() {
    try (Relays relays = Relays.start(1, settings -> settings.circuits(2, 100))) {
      RawLink link = relays.link(0);
      RawCircuit first = RawCircuit.create(link, relays.target(0));
      RawCircuit.create(link, relays.target(0));
      assertRefused(link, relays);
      assertThat(relays.node(0).counters().refused()).isEqualTo(1);

      RawCircuit.create(relays.link(0), relays.target(0));
      first.destroy();
      RawCircuit.create(link, relays.target(0));
    }
  }

  @Test
  void circuitsInAllAreLimited() {
    try (Relays relays = Relays.start(1, settings -> settings.circuits(100, 3))) {
      RawLink one = relays.link(0);
      RawLink other = relays.link(0);
      RawCircuit first = RawCircuit.create(one, relays.target(0));
      RawCircuit.create(one, relays.target(0));
      RawCircuit.create(other, relays.target(0));
      assertRefused(one, relays);
      assertRefused(other, relays);
      first.destroy();
      await().until(() -> relays.node(0).counters().circuits() == 2);
      RawCircuit.create(other, relays.target(0));
    }
  }

  @Test
  void anExtensionOverALinkWithoutRoomIsTruncated() {
    try (Relays relays = Relays.start(2, settings -> settings.circuits(2, 100))) {
      RawLink link = relays.link(0);
      RawLink other = relays.link(0);
      List<RawCircuit> circuits = new ArrayList<>();
      for (RawLink from : List.of(link, link)) {
        circuits.add(RawCircuit.over(from, relays.targets()));
      }
      RawCircuit last = RawCircuit.create(other, relays.target(0));
      last.sendExtend(
          CellCommand.RELAY_EARLY,
          relays.target(1),
          RawCircuit.handshake(relays.target(1)).hello());
      assertThat(last.receive())
          .isEqualTo(new RelayMessage(RelayCommand.TRUNCATED, DestroyReason.LIMIT.encode()));
      assertThat(circuits).hasSize(2);
    }
  }

  @Test
  void creationsPerSecondAreLimitedForEachLink() {
    try (Relays relays = Relays.virtual(1, settings -> settings.creates(1, 3))) {
      RawLink link = relays.link(0);
      for (int i = 0; i < 3; i++) {
        RawCircuit.create(link, relays.target(0));
      }
      assertRefused(link, relays);
      RawCircuit.create(relays.link(0), relays.target(0));
      relays.pass(Duration.ofSeconds(5));
      for (int i = 0; i < 3; i++) {
        RawCircuit.create(link, relays.target(0));
      }
      assertRefused(link, relays);
    }
  }

  @Test
  void handshakesThatWaitForAWorkerAreLimited() {
    try (Relays relays = Relays.start(1, settings -> settings.waitingHandshakes(1))) {
      RawLink link = relays.link(0);
      CompletableFuture<Void> release = new CompletableFuture<>();
      List<CompletableFuture<Void>> busy = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        busy.add(relays.node(0).reactor.compute(release::join));
      }
      int waiting = link.newId();
      create(link, relays, waiting);
      assertRefused(link, relays);
      release.complete(null);
      assertThat(link.next(waiting).command()).isEqualTo(CellCommand.CREATED);
      assertThat(busy).allSatisfy(RawLink::await);
    }
  }

  @Test
  void aServiceThatSaysMoreThanMayWaitLosesTheCircuit() {
    try (Relays relays = Relays.start(1, settings -> settings.waiting(100_000, 1 << 20))) {
      RawCircuit circuit = relays.circuit(1);
      circuit.keepCredit();
      circuit.send(TestService.ANSWERS, TestService.answers(6, 60_000));
      assertThat(circuit.destroyedAtLast()).isEqualTo(DestroyReason.LIMIT);
      await().until(() -> relays.node(0).counters().queuedBytes() == 0);
    }
  }

  @Test
  void whenTooMuchWaitsTheLongestQueueGoesFirst() {
    try (Relays relays = Relays.start(1, settings -> settings.waiting(1 << 19, 1 << 20))) {
      RawLink link = relays.link(0);
      List<RawCircuit> circuits = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        RawCircuit circuit = RawCircuit.create(link, relays.target(0));
        circuit.keepCredit();
        circuits.add(circuit);
        // 256 cells leave at once; what waits is 200, 210, 220, 230 KiB and a bit.
        circuit.send(TestService.ANSWERS, TestService.answers(256 + 400 + 20 * i, 490));
        for (int n = 0; n < 256; n++) {
          circuit.receive();
        }
      }
      RawCircuit last = RawCircuit.create(link, relays.target(0));
      last.keepCredit();
      last.send(TestService.ANSWERS, TestService.answers(256 + 410, 490));
      assertThat(circuits.get(3).destroyed()).isEqualTo(DestroyReason.LIMIT);
      for (int n = 0; n < 256; n++) {
        last.receive();
      }
      assertThat(relays.node(0).counters().queuedBytes()).isLessThanOrEqualTo(1 << 20);
      for (RawCircuit kept : List.of(circuits.get(0), circuits.get(1), circuits.get(2), last)) {
        kept.returnCredit();
        kept.receive();
      }
    }
  }

  @Test
  void whatALinkDoesNotTakeIsBoundedAsWell() {
    try (Relays relays = Relays.virtual(1, settings -> settings.waiting(1 << 19, 1 << 20))) {
      RawLink link = relays.link(0);
      List<RawCircuit> circuits = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        circuits.add(RawCircuit.create(link, relays.target(0)));
      }
      link.reading(false);
      // Far more than the buffers of the operating system hold.
      for (RawCircuit circuit : circuits) {
        circuit.send(TestService.ANSWERS, TestService.answers(SendWindow.SIZE, 490));
      }
      await().until(() -> relays.node(0).counters().destroyed() > 0);
      await().until(() -> relays.node(0).service.delivered.size() == circuits.size());
      relays.node(0).settle();
      assertThat(relays.node(0).counters().queuedBytes()).isLessThanOrEqualTo(1 << 20);
      link.reading(true);
      // No tick passes: what leaves is accounted for when it leaves.
      await().until(() -> relays.node(0).counters().queuedBytes() == 0);
    }
  }

  @Test
  void aCircuitThatOverrunsItsQueueAtALinkEndsAndTheOthersOfTheLinkLiveOn() throws Exception {
    try (Relays relays = Relays.start(2)) {
      RawLink link = relays.link(0);
      RawCircuit flood = RawCircuit.over(link, relays.targets());
      RawCircuit calm = RawCircuit.over(link, relays.targets());
      assertThat(relays.node(1).counters().links()).isEqualTo(1);
      // The next relay reads nothing any more.
      CountDownLatch goOn = new CountDownLatch(1);
      relays.node(1).reactor.execute(() -> awaitQuietly(goOn));
      List<Cell> cells = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        cells.add(Cell.of(flood.id, CellCommand.RELAY));
      }
      await()
          .until(
              () -> {
                link.trySendAll(cells);
                return relays.node(0).counters().destroyed() > 0;
              });
      assertThat(flood.destroyedAtLast()).isEqualTo(DestroyReason.LIMIT);
      assertThat(relays.node(0).counters().destroyed()).isEqualTo(1);
      assertThat(relays.node(0).counters().links()).isEqualTo(2);

      goOn.countDown();
      calm.send(TestService.ECHO, new byte[] {5});
      assertThat(calm.receive().data()).containsExactly(5);
      await().until(() -> relays.node(0).counters().circuits() == 1);
      await().until(() -> relays.node(1).counters().circuits() == 1);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whoNeverReadsHowHisCircuitsEndLosesTheLink() {
    try (Relays relays = Relays.virtual(1, settings -> settings.creates(1, 1))) {
      RawLink link = relays.link(0);
      link.reading(false);
      await()
          .until(
              () -> {
                link.trySendAll(creations(link, 500));
                return relays.node(0).counters().links() == 0;
              });
    }
  }

  /** The first cells of so many circuits. */
  private static List<Cell> creations(RawLink link, int count) {
    List<Cell> cells = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      cells.add(Cell.of(link.newId(), CellCommand.CREATE));
    }
    return cells;
  }

  @Test
  void aMessageThatIsBegunAndNotEndedCountsAsWaiting() {
    try (Relays relays = Relays.start(1)) {
      RawCircuit circuit = relays.circuit(1);
      Cell cell = Cell.of(circuit.id, CellCommand.RELAY);
      cell.array()[Cell.PAYLOAD_OFFSET] = (byte) TestService.NOTE;
      cell.array()[Cell.PAYLOAD_OFFSET + 1] = (byte) 0xff;
      circuit.originate(0, cell);
      circuit.link.send(cell);
      await().until(() -> relays.node(0).counters().queuedBytes() == Cell.SIZE);
      circuit.destroy();
      await().until(() -> relays.node(0).counters().queuedBytes() == 0);
    }
  }

  @Test
  void aRelayReadsNoFasterThanItsRate() {
    long rate = RelaySettings.MINIMUM_RATE;
    try (Relays relays =
        Relays.virtual(1, settings -> settings.rate(rate, RelaySettings.MINIMUM_BURST))) {
      RawLink link = relays.link(0);
      List<RawCircuit> circuits = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        circuits.add(RawCircuit.create(link, relays.target(0)));
      }
      int cells = 0;
      for (RawCircuit circuit : circuits) {
        for (int i = 0; i < 200; i++, cells++) {
          circuit.send(TestService.NOTE, new byte[1]);
        }
      }
      // A tick passes only once the relay has read what it may: time must not run ahead of the
      // cells.
      int total = cells;
      RelayCounters counters = relays.node(0).counters();
      Collection<?> delivered = relays.node(0).service.delivered;
      long least = ((long) cells * Cell.SIZE - RelaySettings.MINIMUM_BURST) / rate;
      Duration passed = Duration.ZERO;
      while (true) {
        await().until(() -> delivered.size() == total || counters.paused());
        if (delivered.size() == total) {
          break;
        }
        relays.pass(RunningRelay.TICK);
        passed = passed.plus(RunningRelay.TICK);
        assertThat(passed).isLessThan(Duration.ofSeconds(2 * least + 60));
      }
      assertThat(passed).isGreaterThanOrEqualTo(Duration.ofSeconds(least - 1));
    }
  }
}
