package io.whisper.rendezvous.mailbox;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.identity.BlindedIdentity;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.replica.ReaderLimits;
import io.whisper.rendezvous.replica.Replicas;
import io.whisper.rendezvous.replica.TagKey;
import io.whisper.rendezvous.replica.TagListener;
import io.whisper.rendezvous.replica.TagReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The reading of a mailbox in one period: at once, or for as long as it is open. What was dealt
 * with is deleted, some at a time and a while later. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class MailReading implements TagListener {
  private static final Duration BEFORE_DELETION = Duration.ofSeconds(4);

  /** What is not deleted by then expires some day. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final RoleLoop loop;
  private final Replicas replicas;
  private final BlindedIdentity owner;
  private final TagReader reader;
  private final BiFunction<MailReading, Envelope, CompletableFuture<?>> arrivals;
  private final Consumer<MailReading> over;
  private final List<Bytes32> unneeded = new ArrayList<>();
  private final Map<Bytes32, CompletableFuture<?>> unfinished = new HashMap<>();
  private @Nullable Cancellable deletion;
  private int deletions;
  private boolean closed;
  private boolean ended;

  /**
   * A reading that has not begun.
   *
   * @param owner whose key the tag is; wiped at the end
   * @param arrivals is given each envelope and says when it is dealt with
   * @param over is told at the end, and perhaps more than once
   */
  MailReading(
      RoleLoop loop,
      Replicas replicas,
      BlindedIdentity owner,
      BiFunction<MailReading, Envelope, CompletableFuture<?>> arrivals,
      Consumer<MailReading> over) {
    this.loop = loop;
    this.replicas = replicas;
    this.owner = owner;
    this.arrivals = arrivals;
    this.over = over;
    this.reader = new TagReader(replicas, TagKey.mailbox(owner), ReaderLimits.defaults());
  }

  /** Takes what lies there and what comes, until it is closed. */
  void follow() {
    reader.follow(this);
  }

  /** Takes what lies there now; completes when all of it is dealt with. */
  CompletableFuture<Void> fetch() {
    return reader
        .fetch(this)
        .thenCompose(
            done ->
                CompletableFuture.allOf(unfinished.values().toArray(CompletableFuture<?>[]::new)));
  }

  @Override
  public CompletableFuture<?> onEnvelope(Envelope envelope) {
    CompletableFuture<?> dealtWith = arrivals.apply(this, envelope);
    unfinished.put(envelope.id(), dealtWith);
    dealtWith.whenComplete(
        (done, failure) -> {
          unfinished.remove(envelope.id());
          wipe();
        });
    return dealtWith;
  }

  /** An envelope is not needed any more. */
  void delete(Bytes32 id) {
    unneeded.add(id);
    if (deletion == null && !ended) {
      deletion = loop.time().after(replicas.upTo(BEFORE_DELETION), this::deleteNow);
    }
  }

  private void deleteNow() {
    if (deletion != null) {
      deletion.cancel();
      deletion = null;
    }
    if (unneeded.isEmpty()) {
      return;
    }
    List<Bytes32> ids = List.copyOf(unneeded);
    unneeded.clear();
    deletions++;
    reader
        .delete(ids, loop.time().now().plus(PATIENCE))
        .thenAccept(
            erased -> {
              deletions--;
              wipe();
            });
  }

  /** Reads no more; what was taken is dealt with and deleted all the same. */
  void close() {
    if (!closed) {
      closed = true;
      reader.close();
      wipe();
    }
  }

  /** Lets go of everything. */
  void end() {
    close();
    ended = true;
    deleteNow();
    owner.close();
  }

  private void wipe() {
    if (closed && deletions == 0 && unneeded.isEmpty() && unfinished.isEmpty()) {
      owner.close();
      over.accept(this);
    }
  }
}
