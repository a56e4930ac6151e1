package io.whisper.rendezvous.point;

import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.onion.circuit.CircuitRequest;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One side of a meeting at a rendezvous point, until the two circuits are joined (docs/protocol.md,
 * "Rendezvous").
 *
 * <p>What comes over the joined circuit before somebody listens to it is kept, up to a bound.
 * Confined to the loop.
 */
public final class Meeting {
  /** How long an initiator waits for the recipient, and each for the relay. */
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private static final byte JOINED = 0;

  private final Circuit circuit;
  private final CompletableFuture<Meeting> waiting = new CompletableFuture<>();
  private final CompletableFuture<byte[]> met = new CompletableFuture<>();
  private final EarlyCells early = new EarlyCells();
  private final Cancellable patience;

  private Meeting(Overlay overlay, Circuit circuit) {
    this.circuit = circuit;
    this.patience =
        overlay
            .time()
            .after(
                PATIENCE, () -> end(Obstacle.NO_ANSWER, "nobody came to the rendezvous in time"));
    circuit.listen(new Listener());
  }

  /** Waits at a relay under a cookie: completes when the relay has taken note. */
  public static CompletableFuture<Meeting> await(
      Overlay overlay, RelayEntry relay, int hops, Cookie cookie) {
    return overlay
        .open(new CircuitRequest(relay, hops, false, "rendezvous"))
        .thenCompose(
            circuit -> {
              Meeting meeting = new Meeting(overlay, circuit);
              circuit.send(RendezvousCommand.ESTABLISH_RENDEZVOUS, cookie.toByteArray());
              return meeting.waiting;
            });
  }

  /**
   * Goes to the relay that an initiator named and gives it the reply to its handshake: completes
   * when the circuits are joined.
   */
  public static CompletableFuture<Meeting> join(
      Overlay overlay, RelayEntry relay, int hops, Cookie cookie, byte[] reply) {
    return overlay
        .open(new CircuitRequest(relay, hops, true, "rendezvous"))
        .thenCompose(
            circuit -> {
              Meeting meeting = new Meeting(overlay, circuit);
              circuit.send(
                  RendezvousCommand.MEET,
                  ByteWriter.growing().bytes(cookie.toByteArray()).bytes(reply).toByteArray());
              return meeting.met.thenApply(none -> meeting);
            });
  }

  /** Completes with the reply of the recipient's handshake, at the initiator. */
  public CompletableFuture<byte[]> met() {
    return met;
  }

  /** The number of intermediaries before the rendezvous point. */
  public int hops() {
    return circuit.hops() - 1;
  }

  /** The joined circuit with a new listener, who first hears the cells that came early. */
  public Circuit handOver(CircuitListener listener) {
    patience.cancel();
    circuit.listen(listener);
    for (byte[] cell : early.take()) {
      if (!listener.onEndToEnd(cell)) {
        circuit.close();
        listener.onClosed(DestroyReason.PROTOCOL);
        break;
      }
    }
    return circuit;
  }

  /** Gives the meeting up. */
  public void close() {
    end(Obstacle.NO_ANSWER, "the meeting was given up");
  }

  private void end(Obstacle obstacle, String detail) {
    patience.cancel();
    circuit.close();
    ObstacleException why = new ObstacleException(obstacle, detail);
    waiting.completeExceptionally(why);
    met.completeExceptionally(why);
  }

  private void onMessage(RelayMessage message) {
    byte[] data = message.data();
    switch (message.command()) {
      case RendezvousCommand.RENDEZVOUS_ESTABLISHED -> waiting.complete(this);
      case RendezvousCommand.MET -> met(data);
      case RendezvousCommand.MEET_STATUS -> {
        if (data.length == 1 && data[0] == JOINED) {
          met(data);
        } else {
          end(Obstacle.NO_ANSWER, "nobody waits at the rendezvous point any more");
        }
      }
      default -> end(Obstacle.NO_CIRCUIT, "the rendezvous point did not keep to the protocol");
    }
  }

  private void met(byte[] data) {
    patience.cancel();
    met.complete(data);
  }

  @Override
  public String toString() {
    return "Meeting";
  }

  private final class Listener implements CircuitListener {
    @Override
    public void onMessage(RelayMessage message) {
      Meeting.this.onMessage(message);
    }

    @Override
    public boolean onEndToEnd(byte[] body) {
      return met.isDone() && early.add(body);
    }

    @Override
    public void onClosed(DestroyReason reason) {
      end(Obstacle.NO_CIRCUIT, "the circuit to the rendezvous point ended: " + reason);
    }
  }
}
