package io.whisper.rendezvous.point;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.cell.DestroyReason;
import io.whisper.onion.cell.RelayCommand;
import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;
import io.whisper.rendezvous.limit.LinkRates;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The duty of a rendezvous point: it joins the circuits of two that name the same cookie
 * (docs/protocol.md, "Rendezvous").
 *
 * <p>It learns that two circuits belong together, and neither whose they are nor what crosses.
 */
public final class RendezvousService implements RelayService {
  private static final byte[] EMPTY = {};
  private static final byte[] JOINED = {0};
  private static final byte[] UNKNOWN_COOKIE = {1};

  /** The longest reply of a handshake that is passed on, in bytes. */
  private static final int MAX_REPLY = 1500;

  /** An initiator at the end of a circuit, as its attachment. */
  private record Initiator(Cookie cookie, Cancellable patience) {}

  /** A recipient at the end of a circuit, as its attachment. */
  private record Recipient() {}

  private final RendezvousLimits limits;
  private final LinkRates links;
  private final Map<Cookie, ServedCircuit> waiting = new HashMap<>();
  private @Nullable RelayContext context;

  /** A service with these bounds. */
  public RendezvousService(RendezvousLimits limits) {
    this.limits = limits;
    this.links = new LinkRates(limits.perLink());
  }

  @Override
  public int firstCommand() {
    return RelayCommand.RENDEZVOUS_FIRST;
  }

  @Override
  public int lastCommand() {
    return RelayCommand.RENDEZVOUS_LAST;
  }

  @Override
  public int maximumLength() {
    return Cookie.SIZE + MAX_REPLY;
  }

  @Override
  public void start(RelayContext given) {
    context = given;
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    switch (message.command()) {
      case RendezvousCommand.ESTABLISH_RENDEZVOUS -> establish(circuit, message.data());
      case RendezvousCommand.MEET -> meet(circuit, message.data());
      default -> circuit.destroy(DestroyReason.PROTOCOL);
    }
  }

  private void establish(ServedCircuit circuit, byte[] data) {
    if (circuit.attachment() != null || data.length != Cookie.SIZE) {
      circuit.destroy(DestroyReason.PROTOCOL);
      return;
    }
    Cookie cookie = Cookie.of(data);
    if (waiting.size() >= limits.waiting()
        || waiting.containsKey(cookie)
        || !links.take(circuit.linkKey(), context().time())) {
      circuit.destroy(DestroyReason.LIMIT);
      return;
    }
    waiting.put(cookie, circuit);
    Cancellable patience =
        context().time().after(limits.patience(), () -> circuit.destroy(DestroyReason.TIMEOUT));
    circuit.attach(new Initiator(cookie, patience));
    circuit.send(RendezvousCommand.RENDEZVOUS_ESTABLISHED, EMPTY);
  }

  private void meet(ServedCircuit circuit, byte[] data) {
    ByteReader in = new ByteReader(data);
    byte[] cookie = in.bytes(Cookie.SIZE);
    byte[] reply = in.rest();
    if (circuit.attachment() != null || !in.done() || reply.length == 0) {
      circuit.destroy(DestroyReason.PROTOCOL);
      return;
    }
    if (!links.take(circuit.linkKey(), context().time())) {
      circuit.destroy(DestroyReason.LIMIT);
      return;
    }
    circuit.attach(new Recipient());
    ServedCircuit initiator = waiting.remove(Cookie.of(cookie));
    if (initiator == null || initiator.closed()) {
      circuit.send(RendezvousCommand.MEET_STATUS, UNKNOWN_COOKIE);
      return;
    }
    if (initiator.attachment() instanceof Initiator role) {
      role.patience().cancel();
    }
    initiator.send(RendezvousCommand.MET, reply);
    circuit.send(RendezvousCommand.MEET_STATUS, JOINED);
    circuit.splice(initiator);
  }

  @Override
  public void onClosed(ServedCircuit circuit) {
    if (circuit.attachment() instanceof Initiator role) {
      role.patience().cancel();
      waiting.remove(role.cookie(), circuit);
    }
  }

  private RelayContext context() {
    return Objects.requireNonNull(context, "not started");
  }
}
