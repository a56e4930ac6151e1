package io.whisper.rendezvous.session;

import io.whisper.core.time.Cancellable;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.circuit.Circuit;
import io.whisper.onion.circuit.CircuitListener;
import io.whisper.rendezvous.overlay.KeepAlive;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.point.Meeting;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The joined circuit that carries a session's cells, and the end of both together. Confined to the
 * loop.
 */
public final class SessionLeg implements SessionChannel.Leg, CircuitListener {
  /**
   * How long the circuit outlives a CLOSE sent on it. The other side ends it on receipt; to end it
   * here at once could overtake the cell.
   */
  private static final Duration LINGER = Duration.ofSeconds(5);

  private final TimeSource time;
  private final SessionChannel channel;
  private final KeepAlive keepAlive;
  private @Nullable Circuit circuit;
  private @Nullable ChannelEnd end;
  private @Nullable Cancellable lingering;

  private SessionLeg(Overlay overlay, SessionKeys keys, SessionChannel.Events events) {
    this.time = overlay.time();
    this.channel = new SessionChannel(keys, this, new Ending(events));
    this.keepAlive = new KeepAlive(overlay, this::keepAlive);
  }

  /** Begins a session over the circuit that a meeting joined. */
  public static SessionChannel begin(
      Overlay overlay, Meeting meeting, SessionKeys keys, SessionChannel.Events events) {
    SessionLeg leg = new SessionLeg(overlay, keys, events);
    leg.circuit = meeting.handOver(leg);
    if (leg.end != null) {
      leg.closeCircuit();
    } else {
      leg.keepAlive.start();
      leg.channel.onWindow();
    }
    return leg.channel;
  }

  @Override
  public boolean send(byte[] cell) {
    Circuit way = circuit;
    return way != null && way.sendEndToEnd(cell);
  }

  @Override
  public void onMessage(RelayMessage message) {
    // A rendezvous point has nothing more to say.
    channel.abort(ChannelEnd.LOST);
  }

  @Override
  public boolean onEndToEnd(byte[] body) {
    channel.onCell(body);
    return end != ChannelEnd.VIOLATION;
  }

  @Override
  public void onWindow() {
    channel.onWindow();
  }

  @Override
  public void onClosed(DestroyReason reason) {
    if (lingering != null) {
      lingering.cancel();
    }
    channel.abort(ChannelEnd.LOST);
  }

  /** A listener may take its time over a message: each side waits for it on its own circuit. */
  private void keepAlive() {
    if (circuit != null && !channel.quiet()) {
      circuit.keepAlive();
    }
  }

  private void closeCircuit() {
    if (circuit != null) {
      circuit.close();
    }
  }

  /** Closes the circuit when the session is over. */
  private final class Ending implements SessionChannel.Events {
    private final SessionChannel.Events events;

    Ending(SessionChannel.Events events) {
      this.events = events;
    }

    @Override
    public void onMessage(SessionMessage message) {
      events.onMessage(message);
    }

    @Override
    public void onAcknowledged(long number) {
      events.onAcknowledged(number);
    }

    @Override
    public void onRoom() {
      events.onRoom();
    }

    @Override
    public void onEnd(ChannelEnd how) {
      end = how;
      keepAlive.close();
      if (how == ChannelEnd.CLOSED) {
        lingering = time.after(LINGER, SessionLeg.this::closeCircuit);
      } else {
        closeCircuit();
      }
      events.onEnd(how);
    }
  }
}
