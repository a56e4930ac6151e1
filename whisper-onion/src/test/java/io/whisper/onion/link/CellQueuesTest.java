package io.whisper.onion.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.testkit.Property;
import io.whisper.onion.cell.CellCommand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class CellQueuesTest {

  private final CellQueues queues = new CellQueues();

  @Test
  void cellsLeaveRoundRobinAndInOrderWithinACircuit() {
    for (int i = 0; i < 3; i++) {
      offer(1, 10 + i);
    }
    offer(2, 20);
    offer(3, 30);
    offer(3, 31);
    assertThat(drain()).containsExactly(10, 20, 30, 11, 31, 12);
    assertThat(queues.size()).isZero();
    assertThat(queues.poll()).isNull();
  }

  @Test
  void circuitIsBoundedAndDoesNotTakeThePlaceOfOthers() {
    for (int i = 0; i < CellQueues.MAX_CIRCUIT; i++) {
      assertThat(offer(1, i)).isTrue();
    }
    assertThat(offer(1, 0)).isFalse();
    assertThat(offer(2, 0)).isTrue();
    assertThat(queues.size(1)).isEqualTo(CellQueues.MAX_CIRCUIT);
    assertThat(queues.longest()).hasValue(1);
    queues.poll();
    assertThat(offer(1, 0)).isTrue();
  }

  @Test
  void linkIsBounded() {
    for (int i = 0; i < CellQueues.MAX_LINK; i++) {
      assertThat(offer(i % 100, i)).isTrue();
    }
    assertThat(offer(100, 0)).isFalse();
    assertThat(offer(1, 0)).isFalse();
    assertThat(queues.size()).isEqualTo(CellQueues.MAX_LINK);
  }

  @Test
  void endOfACircuitIsAlwaysTaken() {
    for (int i = 0; i < CellQueues.MAX_LINK; i++) {
      offer(i % 100, i);
    }
    assertThat(queues.offer(7, LinkWorld.cell(7, CellCommand.DESTROY, 0), true)).isTrue();
  }

  @Test
  void forgottenCircuitLeavesNothingAndTheOthersKeepTheirTurns() {
    offer(1, 10);
    offer(2, 20);
    offer(1, 11);
    offer(3, 30);
    queues.forget(1);
    queues.forget(99);
    assertThat(queues.size()).isEqualTo(2);
    assertThat(queues.size(1)).isZero();
    assertThat(drain()).containsExactly(20, 30);
    offer(1, 12);
    assertThat(drain()).containsExactly(12);
  }

  @Test
  void emptyQueuesHaveNoLongest() {
    assertThat(queues.longest()).isEmpty();
    offer(4, 1);
    queues.clear();
    assertThat(queues.longest()).isEmpty();
    assertThat(queues.poll()).isNull();
  }

  @Test
  void behaveAsOneQueuePerCircuitUnderAnyUse() {
    Property.holds(
        20,
        random -> {
          CellQueues tried = new CellQueues();
          Map<Integer, Queue<Integer>> model = new HashMap<>();
          int waiting = 0;
          for (int step = 0; step < 3000; step++) {
            int circuit = 1 + random.nextInt(5);
            Queue<Integer> expected = model.computeIfAbsent(circuit, id -> new ArrayDeque<>());
            switch (random.nextInt(20)) {
              case 0 -> {
                tried.forget(circuit);
                waiting -= expected.size();
                expected.clear();
              }
              case 1, 2, 3, 4, 5, 6, 7, 8 -> {
                byte[] cell = tried.poll();
                if (cell == null) {
                  assertThat(waiting).isZero();
                } else {
                  assertThat(Objects.requireNonNull(model.get((int) cell[3])).poll())
                      .isEqualTo(LinkWorld.number(cell));
                  waiting--;
                }
              }
              default -> {
                byte[] cell = LinkWorld.cell(circuit, CellCommand.RELAY, step);
                boolean room = expected.size() < CellQueues.MAX_CIRCUIT;
                assertThat(tried.offer(circuit, cell, false)).isEqualTo(room);
                if (room) {
                  expected.add(step);
                  waiting++;
                }
              }
            }
            assertThat(tried.size()).isEqualTo(waiting);
            assertThat(tried.size(circuit)).isEqualTo(expected.size());
          }
        });
  }

  private boolean offer(int circuitId, int number) {
    return queues.offer(circuitId, LinkWorld.cell(circuitId, CellCommand.RELAY, number), false);
  }

  private List<Integer> drain() {
    List<Integer> numbers = new ArrayList<>();
    for (byte[] cell = queues.poll(); cell != null; cell = queues.poll()) {
      numbers.add(LinkWorld.number(cell));
    }
    return numbers;
  }
}
