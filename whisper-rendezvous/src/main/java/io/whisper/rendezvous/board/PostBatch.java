package io.whisper.rendezvous.board;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Posts of a board that are held back until they can be given in the order in which they were made;
 * a bounded number, beyond which the order is kept within each part only. Confined to the loop.
 */
final class PostBatch {
  /** How many posts are held back at once. */
  static final int MOST = 4096;

  private static final long MOST_BYTES = 8 << 20;

  private static final Comparator<Envelope> BY_TIME =
      Comparator.comparingLong((Envelope post) -> post.terms().made())
          .thenComparing(post -> post.id());

  private final Function<Envelope, CompletableFuture<?>> reader;
  private final List<Envelope> held = new ArrayList<>();
  private long bytes;
  private CompletableFuture<?> given = CompletableFuture.completedFuture(null);

  /** Gives to this reader, whose futures complete when it is done with a post. */
  PostBatch(Function<Envelope, CompletableFuture<?>> reader) {
    this.reader = reader;
  }

  /** Holds a post; completes when the reader is done with the last part that it was given. */
  CompletableFuture<?> add(Envelope post) {
    held.add(post);
    bytes += post.size();
    if (held.size() >= MOST || bytes >= MOST_BYTES) {
      give();
    }
    return given;
  }

  /** Takes back a post, if it is held. */
  Optional<Envelope> remove(Bytes32 id) {
    Optional<Envelope> found = held.stream().filter(post -> post.id().equals(id)).findFirst();
    found.ifPresent(held::remove);
    return found;
  }

  /** Gives all that are held. */
  void give() {
    held.sort(BY_TIME);
    given = CompletableFuture.allOf(held.stream().map(reader).toArray(CompletableFuture<?>[]::new));
    held.clear();
    bytes = 0;
  }
}
