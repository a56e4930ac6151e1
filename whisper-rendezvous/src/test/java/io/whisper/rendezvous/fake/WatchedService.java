package io.whisper.rendezvous.fake;

import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.RelayContext;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;

/** A service after each of whose messages somebody looks at the relay, on the relay's loop. */
public final class WatchedService implements RelayService {
  private final RelayService service;
  private final Watcher watcher;

  /** Who looks. */
  @FunctionalInterface
  public interface Watcher {
    /** The service dealt with a message. */
    void look();
  }

  /** Wraps the service. */
  public WatchedService(RelayService service, Watcher watcher) {
    this.service = service;
    this.watcher = watcher;
  }

  @Override
  public int firstCommand() {
    return service.firstCommand();
  }

  @Override
  public int lastCommand() {
    return service.lastCommand();
  }

  @Override
  public int maximumLength() {
    return service.maximumLength();
  }

  @Override
  public void start(RelayContext given) {
    service.start(given);
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    service.onMessage(circuit, message);
    watcher.look();
  }

  @Override
  public void onSendable(ServedCircuit circuit) {
    service.onSendable(circuit);
  }

  @Override
  public void onClosed(ServedCircuit circuit) {
    service.onClosed(circuit);
  }
}
