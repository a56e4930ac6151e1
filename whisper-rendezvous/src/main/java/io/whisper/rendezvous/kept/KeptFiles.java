package io.whisper.rendezvous.kept;

import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.overlay.Retries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Things of an endpoint that outlast it, each in a file that is removed at its end, and by nobody
 * else. Of versions of one thing that wait for the disk only the last is written. What the disk
 * does not take is known as long as the process runs. Confined to the loop.
 */
public final class KeptFiles<T extends Kept> {
  /** How many things are taken up at a start; of more the others stay where they are. */
  static final int MOST = 16_384;

  private static final Logger LOG = LoggerFactory.getLogger(KeptFiles.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Retries retries;
  private final StateStore state;
  private final String prefix;
  private final Function<byte[], Optional<T>> decoder;

  /** What is to be written next, by the names of files. */
  private final Map<String, byte[]> waiting = new HashMap<>();

  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
  private boolean failing;

  /**
   * The things in a state.
   *
   * @param state with nothing else in it
   * @param prefix what the names of their files begin with
   * @param decoder reads what {@link Kept#encode} wrote
   */
  public KeptFiles(
      RoleLoop loop, StateStore state, String prefix, Function<byte[], Optional<T>> decoder) {
    this.retries = new Retries(loop, FIRST_PAUSE, LONGEST_PAUSE);
    this.state = state;
    this.prefix = prefix;
    this.decoder = decoder;
  }

  /**
   * What an earlier run left, also where its time seems to be up: who asks decides that, and
   * forgets it. What cannot be read stays, because another version may be able to. Never fails.
   */
  public CompletableFuture<List<T>> load() {
    CompletableFuture<List<T>> loaded =
        retries
            .compute(this::read)
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
    int unread = 0;
    int beyond = 0;
    for (String name : state.logs()) {
      if (!name.startsWith(prefix)) {
        continue;
      }
      if (all.size() == MOST) {
        beyond++;
        continue;
      }
      T read = read(name).orElse(null);
      if (read == null) {
        unread++;
      } else {
        all.add(read);
      }
    }
    if (unread > 0) {
      LOG.warn(
          "{} files of the name {}* cannot be read and stay as they are:"
              + " they are damaged, or of another version",
          unread,
          prefix);
    }
    if (beyond > 0) {
      LOG.warn("{} files of the name {}* are more than an endpoint goes on with", beyond, prefix);
    }
    return all;
  }

  private Optional<T> read(String name) {
    List<byte[]> records;
    try {
      records = state.records(name);
    } catch (StateException damaged) {
      LOG.debug("a file is not read", damaged);
      return Optional.empty();
    }
    try {
      return records.size() == 1 ? decoder.apply(records.get(0)) : Optional.empty();
    } finally {
      records.forEach(KeptFiles::wipe);
    }
  }

  /**
   * Keeps it in place of what was kept of it; completes when the disk has it, and exceptionally
   * when that does not take it.
   */
  public CompletableFuture<Void> keep(T thing) {
    String name = name(thing);
    wipe(waiting.put(name, thing.encode()));
    return then(
        () -> {
          byte[] bytes = waiting.remove(name);
          if (bytes == null) {
            return CompletableFuture.completedFuture(true);
          }
          return retries
              .compute(
                  () -> {
                    state.replaceRecords(name, List.of(bytes));
                    return true;
                  })
              .whenComplete((written, failure) -> wipe(bytes));
        });
  }

  /** Forgets it; completes when it is gone, and exceptionally when the disk fails. */
  public CompletableFuture<Void> forget(T thing) {
    String name = name(thing);
    wipe(waiting.remove(name));
    return then(
        () ->
            retries.compute(
                () -> {
                  state.delete(name);
                  return true;
                }));
  }

  /** Completes when what was asked for is done, or the disk did not take it. */
  public CompletableFuture<Void> idle() {
    return last;
  }

  private static void wipe(byte @Nullable [] bytes) {
    if (bytes != null) {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Does it after what was asked for before. */
  private CompletableFuture<Void> then(Supplier<CompletableFuture<Boolean>> task) {
    CompletableFuture<Void> done = last.thenCompose(before -> task.get()).thenApply(worked -> null);
    last =
        done.handle(
            (worked, failure) -> {
              noteFailure(failure);
              return null;
            });
    return done;
  }

  private void noteFailure(@Nullable Throwable failure) {
    if (failure != null && !failing) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      LOG.warn("what waits at stores is known here but not kept: {}", cause.getMessage());
    }
    failing = failure != null;
  }

  private String name(T thing) {
    return prefix + thing.name();
  }

  @Override
  public String toString() {
    return "KeptFiles";
  }
}
