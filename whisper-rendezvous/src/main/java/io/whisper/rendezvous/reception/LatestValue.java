package io.whisper.rendezvous.reception;

import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.RoleLoop;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that is kept on disk without the loop waiting for the disk: of values that follow each
 * other quickly only the last is written, and one that the disk does not take is tried again after
 * a minute. Confined to the loop; wipes what it was given.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class LatestValue {
  private static final Logger LOG = LoggerFactory.getLogger(LatestValue.class);

  private static final Duration RETRY = Duration.ofMinutes(1);

  private final RoleLoop loop;
  private final StateStore store;
  private final String name;
  private byte @Nullable [] next;
  private CompletableFuture<Void> nextKept = new CompletableFuture<>();
  private @Nullable Cancellable retry;
  private boolean writing;
  private boolean failing;

  /** The value under {@code name}, of which nothing is known yet. */
  public LatestValue(RoleLoop loop, StateStore store, String name) {
    this.loop = loop;
    this.store = store;
    this.name = name;
  }

  /**
   * Writes the value, which it takes for its own, as soon as the one before is written. Completes
   * on the loop when this one or one that followed it is on the disk, however late that may be.
   */
  public CompletableFuture<Void> write(byte[] value) {
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
    if (retry != null) {
      retry.cancel();
      retry = null;
    }
    loop.compute(
            () -> {
              store.write(name, value);
              return value;
            })
        .whenComplete(
            (done, failure) -> {
              writing = false;
              if (failure instanceof StateException || failure instanceof Reactor.Busy) {
                unwritten(value, kept, failure);
                return;
              }
              Arrays.fill(value, (byte) 0);
              if (failure != null) {
                kept.completeExceptionally(failure);
              } else {
                failing = false;
                kept.complete(null);
              }
              writeNext();
            });
  }

  /** Writes a later value at once, and this one after a while when there is none. */
  private void unwritten(byte[] value, CompletableFuture<Void> kept, Throwable failure) {
    if (!failing) {
      LOG.warn(
          "the state of an endpoint is not written, and tried again: {}", failure.getMessage());
    }
    failing = true;
    nextKept.thenAccept(kept::complete);
    if (next != null) {
      Arrays.fill(value, (byte) 0);
      writeNext();
    } else {
      next = value;
      retry = loop.time().after(RETRY, this::writeNext);
    }
  }

  /** Wipes what still waits for another try. */
  public void close() {
    if (retry != null && next != null) {
      retry.cancel();
      Arrays.fill(next, (byte) 0);
      next = null;
    }
  }
}
