package io.whisper.onion.circuit;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.cell.Cell;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.directory.LinkTarget;
import io.whisper.onion.reactor.Reactor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A way of one to four relays through the network, over which an endpoint and the last of them
 * exchange messages (docs/protocol.md, "Circuits").
 *
 * <p>Confined to the loop of the endpoint: every method is called there, and its listener is.
 * Messages leave in order as credit allows; what waits is bounded, and the message that goes over
 * the bound closes the circuit.
 */
public final class Circuit {
  private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);

  private final Reactor reactor;
  private final CircuitCells cells;
  private final CircuitSettings settings;
  private final Queue<RelayMessage> queue = new ArrayDeque<>();
  private int queuedBytes;
  private @Nullable CircuitListener listener;
  private @Nullable DestroyReason endedFor;
  private @Nullable Runnable onEnd;

  Circuit(Reactor reactor, CircuitCells.Way way, CircuitSettings settings) {
    this.reactor = reactor;
    this.cells = new CircuitCells(way, new Ends());
    this.settings = settings;
  }

  /** How many relays the circuit has, the target included: 1 to 4. */
  public int hops() {
    return cells.hops().size();
  }

  /** The last relay. */
  public LinkTarget target() {
    return last().relay;
  }

  /** The identities of the relays in order, the target last. */
  public List<Bytes32> path() {
    return cells.hops().stream().map(hop -> hop.relay.identity()).toList();
  }

  /**
   * The 32 bytes that name this circuit to its two ends and to nobody else, for signatures that
   * must not hold on another circuit; a copy.
   */
  public byte[] binding() {
    return last().binding.clone();
  }

  /**
   * Makes this listener the one who hears what comes from now on. A message that comes before there
   * is any ends the circuit; of an end that came before, the listener is told.
   */
  public void listen(CircuitListener newListener) {
    checkLoop();
    DestroyReason reason = endedFor;
    if (reason == null) {
      this.listener = newListener;
    } else {
      reactor.execute(() -> newListener.onClosed(reason));
    }
  }

  /**
   * Sends a message to the last relay, or keeps it until there is credit for the whole of it. Does
   * nothing once the circuit is closed.
   *
   * @param command a relay command of a service, 16 to 255
   * @param data 0 to 65,535 bytes, which are copied
   */
  public void send(int command, byte[] data) {
    if (command < RelayCommand.DIRECTORY_FIRST) {
      throw new IllegalArgumentException(
          "command " + command + " given, expected one of a service, 16 to 255");
    }
    send(new RelayMessage(command, data));
  }

  /** Says nothing to the last relay, so that it does not take the circuit for forgotten. */
  public void keepAlive() {
    if (window() > 0) {
      send(new RelayMessage(RelayCommand.DROP, new byte[0]));
    }
  }

  private void send(RelayMessage message) {
    checkLoop();
    if (closed()) {
      return;
    }
    if (queue.isEmpty() && message.cells() <= cells.window()) {
      cells.write(message);
      return;
    }
    if (queue.size() >= settings.queuedMessages()
        || queuedBytes + message.length() > settings.queuedBytes()) {
      cells.destroy(DestroyReason.LIMIT);
      return;
    }
    queue.add(message);
    queuedBytes += message.length();
  }

  /**
   * Sends a body that is for no hop, as the splice at the last relay passes it on.
   *
   * @param body 509 bytes, an AEAD tag of 16 and a ciphertext of 493, which are copied
   * @return false when nothing was sent for want of credit; {@link CircuitListener#onWindow} tells
   *     when there is again
   */
  public boolean sendEndToEnd(byte[] body) {
    checkLoop();
    if (body.length != Cell.BODY_SIZE) {
      throw new IllegalArgumentException(
          "body of " + body.length + " bytes given, expected " + Cell.BODY_SIZE);
    }
    if (window() == 0) {
      return false;
    }
    cells.writeEndToEnd(body);
    return true;
  }

  /** How many cells may leave at once, 0 to 256: 0 when messages wait or the circuit is closed. */
  public int window() {
    checkLoop();
    return queue.isEmpty() ? cells.window() : 0;
  }

  /** How many messages wait for credit. */
  public int queued() {
    checkLoop();
    return queue.size();
  }

  /** Whether the circuit has ended. */
  public boolean closed() {
    return cells.closed();
  }

  /** Ends the circuit; its relays are told, its listener is not. What waits is dropped. */
  public void close() {
    checkLoop();
    listener = null;
    cells.destroy(DestroyReason.CLOSED);
  }

  /** The cells, for whoever makes the circuit longer. */
  CircuitCells cells() {
    return cells;
  }

  /** Runs a task when the circuit ends, in place of the one given before. */
  void onEnd(@Nullable Runnable task) {
    this.onEnd = task;
  }

  private Hop last() {
    return cells.hops().get(hops() - 1);
  }

  private void drain() {
    for (RelayMessage next = queue.peek();
        next != null && next.cells() <= cells.window();
        next = queue.peek()) {
      queue.remove();
      queuedBytes -= next.length();
      cells.write(next);
    }
  }

  private void checkLoop() {
    if (!reactor.inLoop()) {
      throw new IllegalStateException("a circuit is confined to the loop of its endpoint");
    }
  }

  /** The length only: the relays of a circuit are nobody's business. */
  @Override
  public String toString() {
    return "Circuit[" + hops() + " relays]";
  }

  /** What comes from the cells. */
  private final class Ends implements CircuitCells.Owner {
    @Override
    public void onMessage(RelayMessage message) {
      CircuitListener hears = listener;
      if (hears == null) {
        cells.destroy(DestroyReason.PROTOCOL);
        return;
      }
      guarded(() -> hears.onMessage(message));
    }

    @Override
    public boolean onEndToEnd(byte[] body) {
      CircuitListener hears = listener;
      boolean[] accepted = {false};
      if (hears != null) {
        guarded(() -> accepted[0] = hears.onEndToEnd(body));
      }
      return accepted[0] || closed();
    }

    @Override
    public void onCredit() {
      drain();
      CircuitListener hears = listener;
      if (hears != null && window() > 0) {
        guarded(hears::onWindow);
      }
    }

    @Override
    public void onEnd(DestroyReason reason) {
      endedFor = reason;
      queue.clear();
      queuedBytes = 0;
      CircuitListener hears = listener;
      listener = null;
      Runnable task = onEnd;
      if (task != null) {
        task.run();
      }
      if (hears != null) {
        guarded(() -> hears.onClosed(reason));
      }
    }

    /** A listener that throws costs its own circuit and not the link. */
    private void guarded(Runnable call) {
      try {
        call.run();
      } catch (RuntimeException failure) {
        LOG.error("a listener of a circuit failed", failure);
        cells.destroy(DestroyReason.NONE);
      }
    }
  }
}
