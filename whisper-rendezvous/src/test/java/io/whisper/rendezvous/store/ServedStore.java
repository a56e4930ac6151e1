package io.whisper.rendezvous.store;

import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.onion.relay.RelayService;
import java.util.concurrent.Executor;

/** The service of a store whose waiting for its disk a test can follow. */
public final class ServedStore {
  private ServedStore() {}

  /** With the limits of every relay, on threads of the test. */
  public static RelayService on(Executor workers, EnvelopeStore store, StorePeers peers) {
    return new StoreService(StoreLimits.defaults(), store, workers, peers);
  }
}
