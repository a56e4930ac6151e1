package io.whisper.onion.relay;

import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.HandshakeCells;
import io.whisper.onion.directory.LinkTarget;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/** Measures relays with real sockets on loopback, all in this process. */
public final class RelayMeasurement {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private RelayMeasurement() {}

  /**
   * The processor time that the middle relay of three spends on a cell that it passes on, in
   * nanoseconds: TLS, system calls and the onion layer included.
   */
  public static double nanosPerForwardedCell(int circuitCount, int cellsPerCircuit) {
    try (Relays relays = Relays.start(3)) {
      RawLink link = relays.link(0);
      List<RawCircuit> circuits = new ArrayList<>();
      for (int i = 0; i < circuitCount; i++) {
        circuits.add(RawCircuit.over(link, relays.targets()));
      }
      cover(circuits, cellsPerCircuit / 2);
      Relays.Node middle = relays.node(1);
      long thread = RawLink.await(middle.reactor.call(() -> Thread.currentThread().getId()));
      long cells = middle.counters().forwardedCells();
      long time = THREADS.getThreadCpuTime(thread);
      cover(circuits, cellsPerCircuit);
      double spent = THREADS.getThreadCpuTime(thread) - time;
      return spent / (middle.counters().forwardedCells() - cells);
    }
  }

  private static void cover(List<RawCircuit> circuits, int cellsEach) {
    int[] left = new int[circuits.size()];
    Arrays.fill(left, cellsEach);
    long total = (long) cellsEach * circuits.size();
    while (total > 0) {
      for (int i = 0; i < left.length; i++) {
        if (left[i] > 0) {
          int sent = circuits.get(i).sendCover(left[i]);
          left[i] -= sent;
          total -= sent;
        }
      }
    }
  }

  /** The bytes of heap that a relay keeps for a circuit that ends at it. */
  public static double bytesPerCircuit(int count) {
    try (Relays relays = Relays.start(1, settings -> settings.circuits(100_000, 100_000))) {
      RawLink link = relays.link(0);
      List<List<Cell>> creations = creations(link, relays.target(0), count + 100);
      createAll(link, creations.subList(0, 100));
      List<List<Cell>> measured = new ArrayList<>(creations.subList(100, creations.size()));
      creations.clear();
      // What the client made for its handshakes is gone before and after.
      int[] ids = measured.stream().mapToInt(cells -> cells.get(0).circuitId()).toArray();
      createAll(link, measured);
      measured.clear();
      long with = usedHeap();
      for (int id : ids) {
        link.send(DestroyReason.CLOSED.cell(id));
      }
      while (relays.node(0).counters().circuits() > 100) {
        Thread.onSpinWait();
      }
      return (with - usedHeap()) / (double) count;
    }
  }

  /** The bytes of heap that two relays together keep for a circuit over both of them. */
  public static double bytesPerExtendedCircuit(int count) {
    try (Relays relays = Relays.start(2)) {
      RawLink link = relays.link(0);
      RawCircuit.over(link, relays.targets());
      List<Integer> ids = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        RawCircuit circuit = RawCircuit.over(link, relays.targets());
        ids.add(circuit.id);
        link.forget(circuit.id);
      }
      long with = usedHeap();
      for (int id : ids) {
        link.send(DestroyReason.CLOSED.cell(id));
      }
      while (relays.node(1).counters().circuits() > 1) {
        Thread.onSpinWait();
      }
      return (with - usedHeap()) / (double) count;
    }
  }

  /** Circuits a second, and the nanoseconds of processor time of this process for each. */
  public record Creations(double perSecond, double nanosEach) {}

  /** How fast one relay answers handshakes that were made before, on all processors. */
  public static Creations creations(int count) {
    try (Relays relays = Relays.start(1, settings -> settings.circuits(100_000, 100_000))) {
      RawLink link = relays.link(0);
      List<List<Cell>> creations = creations(link, relays.target(0), 2 * count);
      createAll(link, creations.subList(0, count));
      long began = System.nanoTime();
      long cpu = processNanos();
      createAll(link, creations.subList(count, 2 * count));
      double nanos = System.nanoTime() - began;
      return new Creations(count * 1e9 / nanos, (processNanos() - cpu) / (double) count);
    }
  }

  private static List<List<Cell>> creations(RawLink link, LinkTarget target, int count) {
    List<List<Cell>> made = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      made.add(
          HandshakeCells.split(
              link.newId(), CellCommand.CREATE, RawCircuit.handshake(target).hello()));
    }
    return made;
  }

  private static void createAll(RawLink link, List<List<Cell>> creations) {
    Queue<Integer> waiting = new ArrayDeque<>();
    for (List<Cell> cells : creations) {
      link.sendAll(cells);
      waiting.add(cells.get(0).circuitId());
      if (waiting.size() == 64) {
        created(link, waiting.remove());
      }
    }
    waiting.forEach(id -> created(link, id));
  }

  private static void created(RawLink link, int id) {
    for (int i = 0; i < 3; i++) {
      Cell cell = link.next(id);
      if (cell.command() != CellCommand.CREATED && cell.command() != CellCommand.CREATED_MORE) {
        throw new IllegalStateException("refused: " + cell);
      }
    }
    link.forget(id);
  }

  private static long processNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
