package io.whisper.rendezvous.board;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.replica.ReaderLimits;
import io.whisper.rendezvous.replica.Replicas;
import io.whisper.rendezvous.replica.TagKey;
import io.whisper.rendezvous.replica.TagListener;
import io.whisper.rendezvous.replica.TagReader;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The reading of a board in one period. Confined to the loop. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class PeriodReading implements TagListener {
  /** How often reading what lies there already is tried. */
  static final int TRIES = 4;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final RoleLoop loop;
  private final BoardListener listener;
  private final Runnable onFollowed;
  private final TagReader reader;
  private final PostBatch batch;
  private final Pause pause;
  private boolean collecting;
  private boolean following;
  private boolean followed;
  private boolean closed;
  private long lastExpiry;

  /**
   * Reads nothing yet.
   *
   * @param onFollowed run when the first store is followed
   */
  PeriodReading(
      RoleLoop loop, Replicas replicas, Bytes32 tag, BoardListener listener, Runnable onFollowed) {
    this.loop = loop;
    this.listener = listener;
    this.onFollowed = onFollowed;
    this.reader = new TagReader(replicas, TagKey.board(tag), ReaderLimits.defaults());
    this.batch = new PostBatch(listener::onEnvelope);
    this.pause = new Pause(loop.random(), FIRST_PAUSE, LONGEST_PAUSE);
  }

  /**
   * Gives what lies there, in the order in which it was made. Completes with whether it could be
   * read; not at all once this is closed.
   */
  CompletableFuture<Boolean> fetch() {
    CompletableFuture<Boolean> read = new CompletableFuture<>();
    collecting = true;
    fetch(read, TRIES);
    return read;
  }

  private void fetch(CompletableFuture<Boolean> read, int tries) {
    reader
        .fetch(this)
        .whenComplete(
            // Later, when the reader has noted that it reads no more.
            (fetched, failure) -> loop.execute(() -> fetched(read, tries - 1, failure == null)));
  }

  private void fetched(CompletableFuture<Boolean> read, int triesLeft, boolean whole) {
    if (closed) {
      return;
    }
    if (!whole && triesLeft > 0) {
      loop.time()
          .after(
              pause.next(),
              () -> {
                if (!closed) {
                  fetch(read, triesLeft);
                }
              });
      return;
    }
    collecting = false;
    batch.give();
    read.complete(whole);
  }

  /** From now on gives what comes, after what was not given of what lies there. */
  void follow() {
    if (!following) {
      following = true;
      reader.follow(this);
    }
  }

  /** Whether anything that was given may still be withdrawn at this second. */
  boolean stands(long now) {
    return lastExpiry > now;
  }

  void close() {
    closed = true;
    reader.close();
  }

  @Override
  public CompletableFuture<?> onEnvelope(Envelope envelope) {
    lastExpiry = Math.max(lastExpiry, envelope.terms().expires());
    return collecting ? batch.add(envelope) : listener.onEnvelope(envelope);
  }

  @Override
  public void onGone(Bytes32 id) {
    batch
        .remove(id)
        .ifPresentOrElse(
            post -> listener.onMissed(id, post.terms().made()), () -> listener.onGone(id));
  }

  @Override
  public CompletableFuture<?> onMissed(WithdrawnMark mark) {
    return collecting
        ? listener.onMissed(mark.id(), mark.terms().made())
        : CompletableFuture.completedFuture(null);
  }

  @Override
  public void onCrowded() {
    listener.onCrowded();
  }

  @Override
  public void onReplicas(int count) {
    if (count > 0 && !followed) {
      followed = true;
      onFollowed.run();
    }
  }
}
