package io.whisper.rendezvous.fake;

import io.whisper.onion.cell.RelayMessage;
import io.whisper.onion.relay.RelayService;
import io.whisper.onion.relay.ServedCircuit;
import io.whisper.onion.testkit.WrappedService;

/** A service after each of whose messages somebody looks at the relay, on the relay's loop. */
public final class WatchedService extends WrappedService {
  private final Watcher watcher;

  /** Who looks. */
  @FunctionalInterface
  public interface Watcher {
    /** The service dealt with a message. */
    void look();
  }

  /** Wraps the service. */
  public WatchedService(RelayService service, Watcher watcher) {
    super(service);
    this.watcher = watcher;
  }

  @Override
  public void onMessage(ServedCircuit circuit, RelayMessage message) {
    super.onMessage(circuit, message);
    watcher.look();
  }
}
