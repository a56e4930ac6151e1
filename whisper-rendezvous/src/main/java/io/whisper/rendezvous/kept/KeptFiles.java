package io.whisper.rendezvous.kept;

import io.whisper.core.state.StateStore;
import io.whisper.onion.reactor.RoleLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Things of an endpoint that outlast it, each in a file that is removed at its end. Of versions of
 * one thing that wait for the disk only the last is written. What the disk does not take is known
 * as long as the process runs. Confined to the loop.
 */
public final class KeptFiles<T extends Kept> {
  private static final Logger LOG = LoggerFactory.getLogger(KeptFiles.class);

  private final RoleLoop loop;
  private final StateStore state;
  private final String prefix;
  private final Function<byte[], Optional<T>> decoder;

  /** What is to be written next, by the names of files. */
  private final Map<String, byte[]> waiting = new HashMap<>();

  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  /**
   * The things in a state.
   *
   * @param state with nothing else in it
   * @param prefix what the names of their files begin with
   * @param decoder reads what {@link Kept#encode} wrote
   */
  public KeptFiles(
      RoleLoop loop, StateStore state, String prefix, Function<byte[], Optional<T>> decoder) {
    this.loop = loop;
    this.state = state;
    this.prefix = prefix;
    this.decoder = decoder;
  }

  /** What an earlier run left and is not past its time; never fails. */
  public CompletableFuture<List<T>> load() {
    CompletableFuture<List<T>> loaded =
        loop.compute(this::read)
            .exceptionally(
                unread -> {
                  LOG.warn("what waits at stores is not known: {}", unread.getMessage());
                  return List.of();
                });
    last = loaded.thenApply(done -> null);
    return loaded;
  }

  private List<T> read() {
    List<T> all = new ArrayList<>();
    for (String name : state.logs()) {
      List<byte[]> records = name.startsWith(prefix) ? state.records(name) : List.of();
      T read = records.isEmpty() ? null : decoder.apply(records.get(0)).orElse(null);
      records.forEach(record -> Arrays.fill(record, (byte) 0));
      if (read != null && read.expires().isAfter(loop.time().now())) {
        all.add(read);
      } else {
        state.delete(name);
      }
    }
    return all;
  }

  /** Keeps it in place of what was kept of it; completes, also when that does not work. */
  public CompletableFuture<Void> keep(T thing) {
    String name = name(thing);
    wipe(waiting.put(name, thing.encode()));
    return then(
        () -> {
          byte[] bytes = waiting.remove(name);
          if (bytes == null) {
            return CompletableFuture.completedFuture(false);
          }
          return loop.compute(
              () -> {
                state.replaceRecords(name, List.of(bytes));
                Arrays.fill(bytes, (byte) 0);
                return true;
              });
        });
  }

  /** Forgets it; completes, also when that does not work. */
  public CompletableFuture<Void> forget(T thing) {
    String name = name(thing);
    wipe(waiting.remove(name));
    return then(
        () ->
            loop.compute(
                () -> {
                  state.delete(name);
                  return true;
                }));
  }

  /** Completes when what was asked for is done. */
  public CompletableFuture<Void> idle() {
    return last;
  }

  private static void wipe(byte @Nullable [] older) {
    if (older != null) {
      Arrays.fill(older, (byte) 0);
    }
  }

  /** Does it after what was asked for before. */
  private CompletableFuture<Void> then(Task task) {
    last =
        last.thenCompose(before -> task.begin())
            .handle(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.debug("what waits at a store is not kept", failure);
                  }
                  return null;
                });
    return last;
  }

  /** Something that is done on a worker. */
  private interface Task {
    CompletableFuture<Boolean> begin();
  }

  private String name(T thing) {
    return prefix + thing.name();
  }

  @Override
  public String toString() {
    return "KeptFiles";
  }
}
