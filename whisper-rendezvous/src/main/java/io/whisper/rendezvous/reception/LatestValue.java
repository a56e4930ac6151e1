package io.whisper.rendezvous.reception;

import io.whisper.core.state.StateStore;
import io.whisper.onion.reactor.Reactor;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that is kept on disk without the loop waiting for the disk: of values that follow each
 * other quickly only the last is written. Confined to the loop; wipes what it was given.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class LatestValue {
  private static final Logger LOG = LoggerFactory.getLogger(LatestValue.class);

  private final Reactor reactor;
  private final StateStore store;
  private final String name;
  private byte @Nullable [] next;
  private CompletableFuture<Void> nextKept = new CompletableFuture<>();
  private boolean writing;

  LatestValue(Reactor reactor, StateStore store, String name) {
    this.reactor = reactor;
    this.store = store;
    this.name = name;
  }

  /**
   * Writes the value, which it takes for its own, as soon as the one before is written. Completes
   * on the loop when this one or one that followed it is on the disk.
   */
  CompletableFuture<Void> write(byte[] value) {
    if (next != null) {
      Arrays.fill(next, (byte) 0);
    }
    next = value;
    CompletableFuture<Void> kept = nextKept;
    if (!writing) {
      writeNext();
    }
    return kept;
  }

  private void writeNext() {
    byte[] value = next;
    if (value == null) {
      return;
    }
    CompletableFuture<Void> kept = nextKept;
    next = null;
    nextKept = new CompletableFuture<>();
    writing = true;
    reactor
        .compute(
            () -> {
              store.write(name, value);
              return value;
            })
        .whenComplete(
            (done, failure) -> {
              writing = false;
              Arrays.fill(value, (byte) 0);
              if (failure != null) {
                LOG.warn("the state of an endpoint could not be kept: {}", failure.getMessage());
                kept.completeExceptionally(failure);
              } else {
                kept.complete(null);
              }
              writeNext();
            });
  }
}
