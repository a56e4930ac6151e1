package io.whisper.onion.circuit;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.CellCommand;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.link.Link;
import io.whisper.onion.link.LinkListener;
import io.whisper.onion.reactor.Reactor;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A link to the first relay of one or more circuits, with the table from circuit id to circuit.
 *
 * <p>Closed when no circuit has used it for a while. Confined to the endpoint's loop.
 */
final class ClientLink implements LinkListener {
  /** As many as a relay takes on one link. */
  static final int MAX_CIRCUITS = 4096;

  /** The least silence after a question for which a link is given up, a little below 10 s. */
  private static final Duration SILENCE = Duration.ofSeconds(9);

  /** Who is told of the end of a link. */
  interface Owner {
    /**
     * The link is over.
     *
     * @param lost whether that was not this side's wish
     */
    void closed(boolean lost);
  }

  private final Reactor reactor;
  private final Duration unused;
  private final Owner owner;
  private final IntObjectMap<Place> places = new IntObjectHashMap<>();
  private @Nullable Link link;
  private @Nullable Cancellable idle;
  private boolean closed;
  private long heard;

  ClientLink(Reactor reactor, Duration unused, Owner owner) {
    this.reactor = reactor;
    this.unused = unused;
    this.owner = owner;
  }

  /** Takes the link when it is ready. */
  void ready(Link dialled) {
    this.link = dialled;
    if (dialled.closed()) {
      onClosed(dialled);
    } else {
      closeWhenUnused();
    }
  }

  boolean closed() {
    return closed;
  }

  /** A CREATE that leaves: how much was heard before, and when in real time. */
  record Question(long heardBefore, Duration asked) {}

  /** The relay is asked for a circuit now. */
  Question ask() {
    return new Question(heard, reactor.ticked());
  }

  /**
   * The relay did not answer a question in time. When it has said nothing else since, the link ends
   * with its circuits: the relay may be frozen, and its kernel would keep the connection for ever.
   *
   * <p>Silence is measured in real time and not in the role's, which may pass at once: then it says
   * nothing about the relay.
   */
  void unanswered(Question question) {
    Link open = link;
    if (open != null
        && !closed
        && heard == question.heardBefore()
        && reactor.ticked().minus(question.asked()).compareTo(SILENCE) >= 0) {
      open.close();
      onClosed(open);
    }
  }

  /** Begins a circuit here; null when the link is closed or has as many as it may. */
  @Nullable Circuit begin(CircuitSettings settings) {
    Link open = link;
    if (closed || open == null || places.size() >= MAX_CIRCUITS) {
      return null;
    }
    int id;
    do {
      // Not in order: how many circuits an endpoint has had is nobody's business.
      id = reactor.random().nextInt() | Cell.DIALLER_BIT;
    } while (places.containsKey(id));
    Place place = new Place(id, open);
    Circuit circuit = new Circuit(reactor, place, settings);
    place.circuit = circuit.cells();
    places.put(id, place);
    Cancellable timer = idle;
    if (timer != null) {
      timer.cancel();
      idle = null;
    }
    return circuit;
  }

  @Override
  public void onCell(Link from, byte[] array) {
    heard++;
    Cell cell = Cell.wrap(array);
    Place place = places.get(cell.circuitId());
    CellCommand command = cell.command();
    // A circuit that ended here may still be sent to by a relay that does not know.
    if (place != null && place.circuit != null && command != null) {
      place.circuit.receive(cell, command);
    }
  }

  @Override
  public void onClosed(Link gone) {
    if (closed) {
      return;
    }
    closed = true;
    owner.closed(true);
    for (Place place : List.copyOf(places.values())) {
      if (place.circuit != null) {
        place.circuit.ended(DestroyReason.UNREACHABLE);
      }
    }
  }

  /** Ends all circuits and the link. */
  void close() {
    for (Place place : List.copyOf(places.values())) {
      if (place.circuit != null) {
        place.circuit.destroy(DestroyReason.CLOSED);
      }
    }
    if (link != null) {
      link.close();
      if (!closed) {
        closed = true;
        owner.closed(false);
      }
    }
  }

  private void closeWhenUnused() {
    if (places.isEmpty() && !closed) {
      idle = reactor.time().after(unused, this::closeUnused);
    }
  }

  private void closeUnused() {
    if (places.isEmpty()) {
      close();
    }
  }

  /** The place of one circuit on the link. */
  private final class Place implements CircuitCells.Way {
    private final int id;
    private final Link link;
    private @Nullable CircuitCells circuit;

    Place(int id, Link link) {
      this.id = id;
      this.link = link;
    }

    @Override
    public boolean send(Cell cell) {
      cell.circuitId(id);
      return link.send(cell.array());
    }

    @Override
    public void leave(@Nullable DestroyReason reason) {
      places.remove(id);
      if (link.closed()) {
        return;
      }
      if (reason != DestroyReason.CLOSED) {
        link.forget(id);
      }
      if (reason != null) {
        link.send(reason.cell(id).array());
      }
      closeWhenUnused();
    }
  }
}
