package io.whisper.onion.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.link.LinkWorld.End;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when the other end of a link reads slowly or not at all. */
class LinkBackpressureTest {

  private static final int GREEDY = 1;
  private static final int MODEST = 2;

  private final LinkWorld world = new LinkWorld();
  private final End sender;
  private final End reader;
  private int greedySent;

  LinkBackpressureTest() throws Exception {
    sender = world.dial(world.serve());
    reader = world.accepted();
  }

  /** The reader stops, and one circuit sends until the network and its queue are full. */
  @BeforeEach
  void fill() throws Exception {
    reading(false);
    int before;
    do {
      before = greedySent;
      sender.ask(this::fillQueue);
    } while (greedySent > before);
  }

  /** The network may yet take a few cells, so a test fills the queue again in the turn it looks. */
  private int fillQueue() {
    while (sender.link().send(LinkWorld.cell(GREEDY, CellCommand.RELAY, greedySent))) {
      greedySent++;
    }
    return sender.link().queued(GREEDY);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void queueOfACircuitIsBoundedAndTheOthersStillHaveTheirs() throws Exception {
    sender.ask(
        () -> {
          assertThat(fillQueue()).isEqualTo(CellQueues.MAX_CIRCUIT);
          Link link = sender.link();
          assertThat(link.send(LinkWorld.cell(MODEST, CellCommand.RELAY, 1))).isTrue();
          assertThat(link.send(LinkWorld.cell(GREEDY, CellCommand.RELAY, 0))).isFalse();
          assertThat(link.queued(MODEST)).isEqualTo(1);
          assertThat(link.queued()).isEqualTo(CellQueues.MAX_CIRCUIT + 1);
          assertThat(link.longestQueue()).hasValue(GREEDY);
          assertThat(link.counters().refused()).isPositive();
          return true;
        });
  }

  @Test
  void nothingIsLostAndCircuitsTakeTurnsWhenTheReaderGoesOn() throws Exception {
    int modest = 100;
    int greedyQueued =
        sender.ask(
            () -> {
              int queued = fillQueue();
              for (int i = 0; i < modest; i++) {
                sender.link().send(LinkWorld.cell(MODEST, CellCommand.RELAY, i));
              }
              return queued;
            });
    reading(true);
    int greedyHeard = 0;
    int modestHeard = 0;
    while (modestHeard < modest) {
      byte[] cell = reader.heard().next();
      if (cell[3] == GREEDY) {
        assertThat(LinkWorld.number(cell)).isEqualTo(greedyHeard++);
      } else {
        assertThat(LinkWorld.number(cell)).isEqualTo(modestHeard++);
      }
    }
    // Round robin: while the modest circuit sent its hundred, the greedy one did, and not its all.
    int left = greedySent - greedyHeard;
    assertThat(left).isBetween(greedyQueued - modest - 1, greedyQueued - modest + 1);
    while (greedyHeard < greedySent) {
      assertThat(LinkWorld.number(reader.heard().next())).isEqualTo(greedyHeard++);
    }
    sender.heard().awaitDrained();
    assertThat(sender.ask(() -> sender.link().queued())).isZero();
  }

  @Test
  void destroyedCircuitIsForgottenAndItsEndArrives() throws Exception {
    int dropped =
        sender.ask(
            () -> {
              int queued = fillQueue();
              sender.link().forget(GREEDY);
              sender.link().send(LinkWorld.cell(GREEDY, CellCommand.DESTROY, 0));
              assertThat(sender.link().queued(GREEDY)).isEqualTo(1);
              return queued;
            });
    reading(true);
    int heard = 0;
    byte[] cell = reader.heard().next();
    while (cell[4] == CellCommand.RELAY.code()) {
      heard++;
      cell = reader.heard().next();
    }
    assertThat((int) cell[4]).isEqualTo(CellCommand.DESTROY.code());
    assertThat(heard).isEqualTo(greedySent - dropped);
  }

  @Test
  void endOfACircuitIsTakenAlsoAtTheBound() throws Exception {
    boolean taken =
        sender.ask(
            () -> {
              fillQueue();
              return sender.link().send(LinkWorld.cell(GREEDY, CellCommand.DESTROY, 0));
            });
    assertThat(taken).isTrue();
  }

  @Test
  void closingDropsWhatWaits() throws Exception {
    sender.close();
    assertThat(sender.ask(() -> sender.link().queued())).isZero();
    reading(true);
    reader.heard().awaitClosed();
    sender.heard().awaitClosed();
  }

  private void reading(boolean on) throws Exception {
    reader.ask(
        () -> {
          reader.link().reading(on);
          return true;
        });
  }
}
