package io.whisper.rendezvous.replica;

import io.whisper.core.envelope.Paid;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.reactor.RoleLoop;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The searches for proofs of work of an endpoint, done by its workers in slices: one at a time, the
 * searches taking turns, so that handshakes wait for one worker and a slice at most. Confined to
 * the loop.
 *
 * <p>A search has no memory of what it tried, so nothing is lost between two slices.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class ProofSearch {
  /** How many searches may take turns; more fail. */
  static final int MAX_SEARCHES = 1024;

  /** Looks at whether to go on, of which there is one in 1,024 hashes: about 10 ms a slice. */
  static final int LOOKS_OF_A_SLICE = 32;

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  private final RoleLoop loop;
  private final Queue<Search<?>> searches = new ArrayDeque<>();
  private @Nullable Cancellable pause;
  private boolean working;

  private record Search<T extends Paid<T>>(T document, long effort, CompletableFuture<T> result) {}

  /** The searches of the endpoint of this loop. */
  public ProofSearch(RoleLoop loop) {
    this.loop = loop;
  }

  /**
   * Finds work of at least {@code effort} for a document; to cancel the future ends the search.
   * Fails with {@link RejectedExecutionException} when too many take turns already.
   */
  public <T extends Paid<T>> CompletableFuture<T> work(T document, long effort) {
    if (document.rank() >= effort) {
      return CompletableFuture.completedFuture(document);
    }
    searches.removeIf(search -> search.result().isDone());
    if (searches.size() >= MAX_SEARCHES) {
      return CompletableFuture.failedFuture(
          new RejectedExecutionException(MAX_SEARCHES + " proofs of work are looked for already"));
    }
    Search<T> search = new Search<>(document, effort, new CompletableFuture<>());
    searches.add(search);
    next();
    return search.result();
  }

  private void next() {
    if (working || pause != null) {
      return;
    }
    Search<?> search = searches.poll();
    while (search != null && search.result().isDone()) {
      search = searches.poll();
    }
    if (search != null) {
      working = true;
      slice(search);
    }
  }

  private <T extends Paid<T>> void slice(Search<T> search) {
    SecureRandom random = loop.random();
    BooleanSupplier over = new SliceEnd(search.result());
    loop.compute(() -> search.document().worked(search.effort(), random, over))
        .whenComplete(
            (found, failure) -> {
              working = false;
              if (failure instanceof RuntimeException && !search.result().isDone()) {
                searches.add(search);
                later();
              } else if (failure != null) {
                search.result().completeExceptionally(failure);
              } else {
                sliced(search, found);
              }
              next();
            });
  }

  private <T extends Paid<T>> void sliced(Search<T> search, Optional<T> found) {
    if (found.isPresent()) {
      search.result().complete(found.get());
    } else if (!search.result().isDone()) {
      searches.add(search);
    }
  }

  /** The workers have too much to do. */
  private void later() {
    long millis = LONGEST_PAUSE.toMillis();
    pause =
        loop.time()
            .after(
                Duration.ofMillis(millis / 2 + loop.random().nextLong(millis / 2)),
                () -> {
                  pause = null;
                  next();
                });
  }

  /** Ends a slice after its looks, or when the search was called off. */
  private static final class SliceEnd implements BooleanSupplier {
    private final CompletableFuture<?> result;
    private int looks;

    SliceEnd(CompletableFuture<?> result) {
      this.result = result;
    }

    @Override
    public boolean getAsBoolean() {
      return result.isDone() || looks++ >= LOOKS_OF_A_SLICE;
    }
  }
}
