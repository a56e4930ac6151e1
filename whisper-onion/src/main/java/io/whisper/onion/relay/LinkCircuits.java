package io.whisper.onion.relay;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.limit.Rate;
import io.whisper.core.limit.TokenBucket;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.link.Link;
import io.whisper.onion.link.LinkListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The circuits of one link: the table from circuit id to circuit, and the limits that hold for a
 * link. See docs/protocol.md, section 7.4.
 */
final class LinkCircuits implements LinkListener {

  /** Twice as many cells as a link takes of circuits: the rest are ends that nobody reads. */
  private static final int MOST_QUEUED = 2 * 16_384;

  private final RunningRelay relay;

  /** Stands for the link where limits are kept, which may be longer than the link. */
  private final Object key = new Object();

  private final IntObjectMap<CircuitSide> circuits = new IntObjectHashMap<>();
  private final int scatter;
  private final TokenBucket creations;
  private @Nullable Link link;
  private int lastId;
  private int lastUsedAt;
  private int queued;
  private boolean closed;

  LinkCircuits(RunningRelay relay) {
    this.relay = relay;
    this.lastId = relay.random().nextInt();
    this.scatter = relay.random().nextInt() | 1;
    this.lastUsedAt = relay.tick();
    RelaySettings settings = relay.settings();
    this.creations =
        new TokenBucket(
            new Rate(settings.createsPerSecond(), settings.createBurst()), relay.time());
  }

  /** Takes the link that these circuits are of. */
  void attach(Link ready) {
    link = ready;
  }

  boolean closed() {
    return closed;
  }

  /** What stands for the link and says nothing of it. */
  Object key() {
    return key;
  }

  Optional<Bytes32> peerCertificate() {
    return link == null ? Optional.empty() : link.peerCertificate();
  }

  @Override
  public void onCell(Link from, byte[] array) {
    if (link == null) {
      // The first cells may come before the dial is reported as done.
      attach(from);
    }
    relay.traffic().took(Cell.SIZE);
    Cell cell = Cell.wrap(array);
    CellCommand command = cell.command();
    if (command == null) {
      relay.counters().ignored.increment();
      return;
    }
    CircuitSide side = circuits.get(key(cell.circuitId()));
    if (side != null) {
      side.circuit().received(side, cell, command);
      relay.waiting().enforce();
    } else if (command == CellCommand.CREATE) {
      create(from, cell);
    } else {
      // The other side may not know yet that the circuit ended.
      relay.counters().ignored.increment();
    }
  }

  /** Where an id stands in the table: the peer picks ids, but not so that they collide there. */
  private int key(int id) {
    int key = id * scatter;
    return key ^ (key >>> 16);
  }

  private void create(Link from, Cell cell) {
    int id = cell.circuitId();
    boolean peersHalf = ((id & Cell.DIALLER_BIT) == 0) == from.dialer();
    if (!peersHalf) {
      relay.counters().malformed.increment();
      from.close();
      return;
    }
    RelaySettings settings = relay.settings();
    if (circuits.size() >= settings.circuitsPerLink()
        || relay.counters().circuits() >= settings.circuits()
        || !creations.take(1)) {
      relay.counters().refused.increment();
      sendDestroy(from, id, DestroyReason.LIMIT);
      return;
    }
    RelayCircuit circuit = new RelayCircuit(relay, this, id);
    circuits.put(key(id), circuit.client());
    relay.counters().circuits.increment();
    circuit.received(circuit.client(), cell, CellCommand.CREATE);
  }

  /** Gives a circuit an id on this link, toward the end; null when there is no room for it. */
  @Nullable CircuitSide open(RelayCircuit circuit) {
    Link open = link;
    if (open == null || open.closed() || circuits.size() >= relay.settings().circuitsPerLink()) {
      return null;
    }
    int half = open.dialer() ? Cell.DIALLER_BIT : 0;
    do {
      lastId = ((lastId + 1) & ~Cell.DIALLER_BIT) | half;
    } while (lastId == 0 || circuits.containsKey(key(lastId)));
    CircuitSide side = new CircuitSide(this, lastId, circuit);
    circuits.put(key(lastId), side);
    return side;
  }

  /**
   * Sends a cell of a circuit.
   *
   * @return false when the circuit's queue is full
   */
  boolean send(int id, Cell cell) {
    Link open = link;
    if (open == null || open.closed()) {
      // Its circuits end as soon as the link says so.
      return true;
    }
    boolean taken = open.send(cell.array()) || (makeRoom(open, id) && open.send(cell.array()));
    countQueued();
    return taken;
  }

  /** When it is the link that is full and not this circuit's queue, the longest one must go. */
  private boolean makeRoom(Link open, int id) {
    OptionalInt longest = open.longestQueue();
    if (longest.isEmpty() || open.queued(longest.getAsInt()) <= open.queued(id)) {
      return false;
    }
    CircuitSide side = circuits.get(key(longest.getAsInt()));
    if (side == null) {
      open.forget(longest.getAsInt());
    } else {
      side.circuit().destroy(DestroyReason.LIMIT);
    }
    return !open.closed();
  }

  /** How many cells of a circuit wait. */
  int queued(int id) {
    return link == null ? 0 : link.queued(id);
  }

  /** Brings the account of what waits on this link up to date. */
  void countQueued() {
    int now = link == null ? 0 : link.queued();
    relay.waiting().add((long) (now - queued) * Cell.SIZE);
    queued = now;
  }

  /** Ends the circuit with this id, if the other side has not, and drops what waits for it. */
  void end(int id, DestroyReason reason) {
    Link open = link;
    if (remove(id) && open != null && !open.closed()) {
      open.forget(id);
      sendDestroy(open, id, reason);
      countQueued();
    }
  }

  /** A link always takes a DESTROY; one that takes in nothing else any more has to go. */
  private static void sendDestroy(Link open, int id, DestroyReason reason) {
    open.send(reason.cell(id).array());
    if (open.queued() > MOST_QUEUED) {
      open.close();
    }
  }

  /** Takes an id out of the table. */
  boolean remove(int id) {
    CircuitSide side = circuits.remove(key(id));
    if (side == null) {
      return false;
    }
    if (side == side.circuit().client()) {
      relay.counters().circuits.add(-1);
    }
    lastUsedAt = relay.tick();
    return true;
  }

  /** Calls for each circuit that a client made over this link; it may end while called. */
  void eachCircuit(Consumer<RelayCircuit> action) {
    for (CircuitSide side : List.copyOf(circuits.values())) {
      if (side == side.circuit().client()) {
        action.accept(side.circuit());
      }
    }
  }

  /** Stops or goes on reading from the link. */
  void reading(boolean on) {
    if (link != null && !closed) {
      link.reading(on);
    }
  }

  /** Closes a link that this relay dialled and that carries nothing any more. */
  void closeWhenUnused(int tick) {
    if (link != null
        && link.dialer()
        && circuits.isEmpty()
        && tick - lastUsedAt >= RunningRelay.UNUSED_LINK_TICKS) {
      link.close();
    }
  }

  void close() {
    if (link != null) {
      link.close();
    }
  }

  @Override
  public void onDrained(Link drained) {
    countQueued();
  }

  @Override
  public void onClosed(Link gone) {
    if (closed) {
      return;
    }
    closed = true;
    countQueued();
    relay.links().remove(this);
    for (CircuitSide side : new ArrayList<>(circuits.values())) {
      side.circuit().destroyedBy(side, DestroyReason.UNREACHABLE);
    }
  }
}
