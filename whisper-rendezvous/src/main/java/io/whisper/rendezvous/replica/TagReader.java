package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything that lies at one tag, each envelope once over the life of the reader, whichever
 * replicas have it, as long as no more lies there than it remembers (docs/protocol.md, "Writers and
 * readers of tags"). Confined to the loop.
 *
 * <p>Two replicas are read in random order, and the third when they differ or one fails. Nothing is
 * given that is not of the tag, is not what its id says, or has expired. A reader serves one tag:
 * when the period changes, its owner makes another one.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class TagReader {
  private final Replicas replicas;
  private final TagKey key;
  private final Gathering gathering;
  private final StoreChoice choice;
  private final Erasing erasing;
  private @Nullable Fetching fetching;
  private @Nullable Following following;
  private boolean closed;

  /** A reader that has given nothing yet. */
  public TagReader(Replicas replicas, TagKey key, ReaderLimits limits) {
    this.replicas = replicas;
    this.key = key;
    this.gathering = new Gathering(replicas, limits, this::onRoom);
    this.choice = new StoreChoice(replicas);
    this.erasing = new Erasing(replicas, key, this::conversation);
  }

  /**
   * Reads what lies at the tag now. Completes when all of it was given; fails with {@link
   * StoreException} when not two stores were read to the end, where there are two: what was found
   * was given, and more may lie there. The circuits are closed by then.
   *
   * @throws IllegalStateException when the reader reads already, or is closed
   */
  public CompletableFuture<Fetched> fetch(TagListener listener) {
    checkFree();
    gathering.giveTo(listener);
    Fetching begun = new Fetching(replicas, key, gathering, choice, erasing);
    fetching = begun;
    begun
        .fetched()
        .whenComplete(
            (fetched, failure) -> {
              fetching = null;
              gathering.giveTo(null);
            });
    begun.start();
    return begun.fetched();
  }

  /**
   * Reads what lies at the tag and what comes to lie there, until the reader is closed: over lost
   * circuits and changes of the ring.
   *
   * @throws IllegalStateException when the reader reads already, or is closed
   */
  public void follow(TagListener listener) {
    checkFree();
    gathering.giveTo(listener);
    Following begun = new Following(replicas, key, gathering, choice, erasing);
    following = begun;
    begun.start();
  }

  /**
   * Deletes from a mailbox at all its replicas, over the circuits of this reader where it has any,
   * until each has answered or time is up; goes on when the reader is closed. Completes with how it
   * ended and never fails.
   *
   * @param ids any number; they go out in messages of 100
   */
  public CompletableFuture<Erased> delete(List<Bytes32> ids, Instant until) {
    ids.forEach(gathering::deleted);
    return erasing.delete(ids, until);
  }

  /** Ends all circuits; the listener hears nothing more. */
  public void close() {
    closed = true;
    gathering.giveTo(null);
    Fetching fetches = fetching;
    if (fetches != null) {
      fetches.close();
    }
    Following follows = following;
    if (follows != null) {
      follows.close();
    }
  }

  private void checkFree() {
    if (closed || fetching != null || following != null) {
      throw new IllegalStateException(
          closed ? "the reader is closed" : "the reader is reading already");
    }
  }

  private void onRoom() {
    Fetching fetches = fetching;
    if (fetches != null) {
      fetches.onProgress();
    }
    Following follows = following;
    if (follows != null) {
      follows.onProgress();
    }
  }

  /** The reading at a store, when there is one. */
  private @Nullable ReplicaReading conversation(Bytes32 store) {
    Fetching fetches = fetching;
    Following follows = following;
    return fetches != null ? fetches.at(store) : follows != null ? follows.at(store) : null;
  }

  @Override
  public String toString() {
    return "TagReader[" + key.kind() + "]";
  }
}
