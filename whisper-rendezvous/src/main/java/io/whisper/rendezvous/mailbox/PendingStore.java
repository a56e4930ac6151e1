package io.whisper.rendezvous.mailbox;

import io.whisper.core.state.StateStore;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.reactor.RoleLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of an endpoint that wait at stores, each in a file that is removed at its end. What
 * the disk does not take is waited for as long as the process runs. Confined to the loop.
 */
public final class PendingStore {
  private static final Logger LOG = LoggerFactory.getLogger(PendingStore.class);
  private static final String CHILD = "pending";
  private static final String PREFIX = "message-";

  private final RoleLoop loop;
  private final StateStore state;
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  /** The messages in the state of an endpoint. */
  public PendingStore(RoleLoop loop, StateStore state) {
    this.loop = loop;
    this.state = state.child(CHILD);
  }

  /** What an earlier run left and is not past its time; never fails. */
  public CompletableFuture<List<Pending>> load() {
    CompletableFuture<List<Pending>> loaded =
        loop.compute(this::read)
            .exceptionally(
                unread -> {
                  LOG.warn("what waits at stores is not known: {}", unread.getMessage());
                  return List.of();
                });
    last = loaded.thenApply(done -> null);
    return loaded;
  }

  private List<Pending> read() {
    TimeSource time = loop.time();
    List<Pending> all = new ArrayList<>();
    for (String name : state.logs()) {
      List<byte[]> records = name.startsWith(PREFIX) ? state.records(name) : List.of();
      Pending read = records.isEmpty() ? null : Pending.decode(records.get(0)).orElse(null);
      records.forEach(record -> Arrays.fill(record, (byte) 0));
      if (read != null && read.expires().isAfter(time.now())) {
        all.add(read);
      } else {
        state.delete(name);
      }
    }
    return all;
  }

  /** Keeps a message in place of what was kept of it; completes, also when that does not work. */
  public CompletableFuture<Void> keep(Pending message) {
    byte[] encoded = message.encode();
    return then(
        () -> {
          state.replaceRecords(name(message), List.of(encoded));
          Arrays.fill(encoded, (byte) 0);
        });
  }

  /** Forgets a message; completes, also when that does not work. */
  public CompletableFuture<Void> forget(Pending message) {
    return then(() -> state.delete(name(message)));
  }

  /** Completes when what was asked for is done. */
  public CompletableFuture<Void> idle() {
    return last;
  }

  /** Does it on a worker after what was asked for before. */
  private CompletableFuture<Void> then(Runnable task) {
    last =
        last.thenCompose(
                before ->
                    loop.compute(
                        () -> {
                          task.run();
                          return true;
                        }))
            .handle(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.debug("what waits at a store is not kept", failure);
                  }
                  return null;
                });
    return last;
  }

  private static String name(Pending message) {
    return PREFIX + HexFormat.of().formatHex(message.id().toByteArray());
  }

  @Override
  public String toString() {
    return "PendingStore";
  }
}
