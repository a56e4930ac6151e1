package io.whisper.onion.link;

import io.netty.util.collection.IntObjectHashMap;
import io.whisper.onion.cell.Cell;
import java.util.ArrayDeque;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The cells that wait for a link to take them, circuit by circuit.
 *
 * <p>They leave round robin, one cell of each circuit in turn, so that a circuit with much to say
 * does not hold up the others. Cells are copied into slots that are used again.
 */
final class CellQueues {

  /** The most cells that wait for one circuit. */
  static final int MAX_CIRCUIT = 512;

  /** The most cells that wait on one link. */
  static final int MAX_LINK = 16_384;

  /** Slots kept when nothing waits any more: 32 KiB. */
  private static final int SPARE = 64;

  private final IntObjectHashMap<CircuitQueue> byCircuit = new IntObjectHashMap<>();
  private final ArrayDeque<CircuitQueue> turns = new ArrayDeque<>();
  private @Nullable Slot free;
  private int freeCount;
  private int size;

  /**
   * Copies a cell behind the others of its circuit. Answers false when the circuit or the link is
   * at its bound, unless {@code always}: for the cell that ends a circuit, of which there is one.
   */
  boolean offer(int circuitId, byte[] cell, boolean always) {
    CircuitQueue queue = byCircuit.get(circuitId);
    int waiting = queue == null ? 0 : queue.size;
    if (!always && (size >= MAX_LINK || waiting >= MAX_CIRCUIT)) {
      return false;
    }
    if (queue == null) {
      queue = new CircuitQueue(circuitId);
      byCircuit.put(circuitId, queue);
      turns.addLast(queue);
    }
    Slot slot = take();
    System.arraycopy(cell, 0, slot.cell, 0, Cell.SIZE);
    queue.add(slot);
    size++;
    return true;
  }

  /** The next cell in turn, valid until the next call of any method; null when none waits. */
  byte @Nullable [] poll() {
    CircuitQueue queue = turns.pollFirst();
    if (queue == null) {
      return null;
    }
    Slot slot = queue.remove();
    size--;
    if (queue.size == 0) {
      byCircuit.remove(queue.circuitId);
    } else {
      turns.addLast(queue);
    }
    give(slot);
    trim();
    return slot.cell;
  }

  /** How many cells wait for this circuit. */
  int size(int circuitId) {
    CircuitQueue queue = byCircuit.get(circuitId);
    return queue == null ? 0 : queue.size;
  }

  /** How many cells wait in all. */
  int size() {
    return size;
  }

  /** The circuit for which the most cells wait. */
  OptionalInt longest() {
    CircuitQueue longest = null;
    for (CircuitQueue queue : turns) {
      if (longest == null || queue.size > longest.size) {
        longest = queue;
      }
    }
    return longest == null ? OptionalInt.empty() : OptionalInt.of(longest.circuitId);
  }

  /** Drops what waits for this circuit. */
  void forget(int circuitId) {
    CircuitQueue queue = byCircuit.remove(circuitId);
    if (queue == null) {
      return;
    }
    turns.remove(queue);
    size -= queue.size;
    while (queue.size > 0) {
      give(queue.remove());
    }
    trim();
  }

  /** Drops everything. */
  void clear() {
    byCircuit.clear();
    turns.clear();
    size = 0;
    free = null;
    freeCount = 0;
  }

  private Slot take() {
    Slot slot = free;
    if (slot == null) {
      return new Slot();
    }
    free = slot.next;
    slot.next = null;
    freeCount--;
    return slot;
  }

  private void give(Slot slot) {
    slot.next = free;
    free = slot;
    freeCount++;
  }

  /** After a burst the memory goes back: what was just polled stays on top and so is kept. */
  private void trim() {
    if (size == 0 && freeCount > SPARE) {
      Slot last = free;
      for (int i = 1; i < SPARE && last != null; i++) {
        last = last.next;
      }
      if (last != null) {
        last.next = null;
      }
      freeCount = SPARE;
    }
  }

  /** The cells of one circuit, first in first out. */
  private static final class CircuitQueue {
    private final int circuitId;
    private @Nullable Slot head;
    private @Nullable Slot tail;
    private int size;

    CircuitQueue(int circuitId) {
      this.circuitId = circuitId;
    }

    void add(Slot slot) {
      if (tail == null) {
        head = slot;
      } else {
        tail.next = slot;
      }
      tail = slot;
      size++;
    }

    Slot remove() {
      Slot slot = head;
      if (slot == null) {
        throw new IllegalStateException("the queue is empty");
      }
      head = slot.next;
      if (head == null) {
        tail = null;
      }
      slot.next = null;
      size--;
      return slot;
    }
  }

  /** A place for one cell. */
  private static final class Slot {
    private final byte[] cell = new byte[Cell.SIZE];
    private @Nullable Slot next;
  }
}
