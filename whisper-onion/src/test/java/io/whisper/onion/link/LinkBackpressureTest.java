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
      sender.ask(
          () -> {
            while (sender.link().send(LinkWorld.cell(GREEDY, CellCommand.RELAY, greedySent))) {
              greedySent++;
            }
            return true;
          });
    } while (greedySent > before);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void queueOfACircuitIsBoundedAndTheOthersStillHaveTheirs() throws Exception {
    assertThat(queued(GREEDY)).isEqualTo(CellQueues.MAX_CIRCUIT);
    assertThat(sender.send(MODEST, CellCommand.RELAY, 1)).isTrue();
    assertThat(sender.send(GREEDY, CellCommand.RELAY, 0)).isFalse();
    assertThat(queued(MODEST)).isEqualTo(1);
    assertThat(sender.ask(() -> sender.link().queued())).isEqualTo(CellQueues.MAX_CIRCUIT + 1);
    assertThat(sender.ask(() -> sender.link().longestQueue())).hasValue(GREEDY);
    assertThat(sender.ask(() -> sender.link().counters().refused())).isPositive();
  }

  @Test
  void nothingIsLostAndCircuitsTakeTurnsWhenTheReaderGoesOn() throws Exception {
    int modest = 100;
    for (int i = 0; i < modest; i++) {
      assertThat(sender.send(MODEST, CellCommand.RELAY, i)).isTrue();
    }
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
    assertThat(left).isBetween(CellQueues.MAX_CIRCUIT - modest - 1, CellQueues.MAX_CIRCUIT);
    while (greedyHeard < greedySent) {
      assertThat(LinkWorld.number(reader.heard().next())).isEqualTo(greedyHeard++);
    }
    sender.heard().awaitDrained();
    assertThat(sender.ask(() -> sender.link().queued())).isZero();
  }

  @Test
  void destroyedCircuitIsForgottenAndItsEndArrives() throws Exception {
    sender.ask(
        () -> {
          sender.link().forget(GREEDY);
          return sender.link().send(LinkWorld.cell(GREEDY, CellCommand.DESTROY, 0));
        });
    assertThat(queued(GREEDY)).isEqualTo(1);
    reading(true);
    int heard = 0;
    byte[] cell = reader.heard().next();
    while (cell[4] == CellCommand.RELAY.code()) {
      heard++;
      cell = reader.heard().next();
    }
    assertThat((int) cell[4]).isEqualTo(CellCommand.DESTROY.code());
    assertThat(heard).isEqualTo(greedySent - CellQueues.MAX_CIRCUIT);
  }

  @Test
  void endOfACircuitIsTakenAlsoAtTheBound() throws Exception {
    assertThat(sender.send(GREEDY, CellCommand.RELAY, 0)).isFalse();
    assertThat(sender.send(GREEDY, CellCommand.DESTROY, 0)).isTrue();
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

  private int queued(int circuitId) throws Exception {
    return sender.ask(() -> sender.link().queued(circuitId));
  }
}
