package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.store.wire.Listed;
import io.whisper.rendezvous.store.wire.TagStatus;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The reading of a tag at one replica: subscribed when it is to stay, then listed, and what is
 * wanted taken in batches as the listener can take it. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class ReplicaReading implements TagConversation.Events {
  /** How long until a replica that is followed is listed again: it may have missed a push. */
  private static final Duration LONGEST_BETWEEN_LISTS = Duration.ofMinutes(30);

  /** Who decides which replicas are read. */
  interface Owner {
    /** The first list is complete; of one that stays, the subscription stands. */
    void onReady(ReplicaReading reading);

    /** Something changed that may give another reading or the owner something to do. */
    void onProgress();

    /** It is over, for a reason other than {@link #close}. The last call. */
    void onLost(ReplicaReading reading, Fault fault);
  }

  private final Replicas replicas;
  private final RelayEntry store;
  private final boolean stays;
  private final Gathering gathering;
  private final Owner owner;
  private final StoreGifts gifts;
  private @Nullable TagConversation conversation;
  private @Nullable Cancellable relist;
  private boolean busy;
  private boolean closed;
  private boolean ready;
  private boolean leaving;
  private boolean listAgain;
  private Listing listing = new Listing();

  /**
   * Waits for {@link #open}.
   *
   * @param stays whether what comes later is wanted too
   */
  ReplicaReading(
      Replicas replicas, RelayEntry store, boolean stays, Gathering gathering, Owner owner) {
    this.replicas = replicas;
    this.store = store;
    this.stays = stays;
    this.gathering = gathering;
    this.owner = owner;
    this.gifts = new StoreGifts(store.identity(), gathering, this::flooded);
  }

  void open(TagKey key) {
    TagConversation.open(replicas, store, key, this)
        .whenComplete(
            (opened, failure) -> {
              if (failure != null) {
                fail(StoreException.faultOf(failure));
              } else if (closed) {
                opened.close();
              } else {
                conversation = opened;
                begin(opened);
              }
            });
  }

  private void begin(TagConversation opened) {
    if (!stays) {
      step();
      return;
    }
    busy = true;
    // Before the list, so that nothing comes between the two.
    opened
        .subscribe()
        .thenAccept(
            status -> {
              busy = false;
              if (status == TagStatus.DONE) {
                step();
              } else {
                fail(Fault.of(status));
              }
            });
  }

  Bytes32 store() {
    return store.identity();
  }

  /** The conversation, once the tag is opened and as long as it is. */
  @Nullable TagConversation conversation() {
    return closed ? null : conversation;
  }

  boolean stays() {
    return stays;
  }

  /** Whether it was listed once. */
  boolean ready() {
    return ready;
  }

  /** Whether another replica is to take its place. */
  boolean leaving() {
    return leaving;
  }

  void leaving(boolean value) {
    leaving = value;
  }

  /** Whether there is nothing left to do for it. */
  boolean idle() {
    return listing.complete()
        && !listAgain
        && !busy
        && !listing.hasMarks()
        && !gathering.wantsFrom(store());
  }

  /** Whether two complete lists differed. */
  boolean differs(ReplicaReading other) {
    return listing.differs(other.listing);
  }

  /** Does what is next, unless an answer is awaited. */
  void step() {
    TagConversation open = conversation;
    if (open == null || busy || closed) {
      return;
    }
    List<Bytes32> marks = listing.nextMarks(Gathering.BATCH, gathering::wantsMark);
    List<Bytes32> ids = marks.isEmpty() ? gathering.claim(store()) : marks;
    if (!ids.isEmpty()) {
      take(open, ids);
    } else if (gathering.takesPage()) {
      if (listing.complete() && listAgain) {
        listAgain = false;
        listing = new Listing();
      }
      if (!listing.complete()) {
        busy = true;
        open.list(listing.after()).thenAccept(this::page);
      }
    }
  }

  /** Takes some, and no more before the listener is done with the marks among them. */
  private void take(TagConversation open, List<Bytes32> ids) {
    busy = true;
    List<CompletableFuture<?>> told = new ArrayList<>();
    open.take(ids, gifts.taken(told))
        .thenAccept(
            all -> {
              if (told.isEmpty()) {
                proceed();
              } else {
                CompletableFuture.allOf(told.toArray(CompletableFuture<?>[]::new))
                    .whenComplete((none, failure) -> replicas.loop().execute(this::proceed));
              }
            });
  }

  private void proceed() {
    busy = false;
    if (!closed) {
      owner.onProgress();
    }
  }

  private void page(Listed page) {
    busy = false;
    for (Listed.Entry entry : page.entries()) {
      if (!entry.withdrawn() && !gathering.named(store(), entry.id(), entry.expires())) {
        listAgain = true;
      }
    }
    listing.take(page, replicas.time().now().getEpochSecond());
    if (listing.complete()) {
      complete();
    } else {
      owner.onProgress();
    }
  }

  private void complete() {
    if (stays) {
      relistLater();
    }
    if (!ready) {
      ready = true;
      owner.onReady(this);
    }
    owner.onProgress();
  }

  private void relistLater() {
    if (relist != null) {
      relist.cancel();
    }
    relist =
        replicas
            .time()
            .after(
                replicas.upTo(LONGEST_BETWEEN_LISTS),
                () -> {
                  listAgain = true;
                  step();
                });
  }

  @Override
  public void onEnvelope(Envelope envelope) {
    if (!gifts.pushed(envelope)) {
      listAgain = true;
    }
    owner.onProgress();
  }

  @Override
  public void onGone(Bytes32 id) {
    gifts.gone(id);
    owner.onProgress();
  }

  @Override
  public void onWithdrawn(WithdrawnMark mark) {
    gifts.withdrawn(mark);
    owner.onProgress();
  }

  /** It gives too much for which the work was not done. */
  private void flooded() {
    TagConversation open = conversation;
    if (open != null) {
      open.lied();
    }
  }

  @Override
  public void onEnd(Fault fault) {
    fail(fault);
  }

  private void fail(Fault fault) {
    if (!closed) {
      shut();
      owner.onLost(this, fault);
    }
  }

  /** Ends it; the owner is not told. */
  void close() {
    if (!closed) {
      shut();
    }
  }

  private void shut() {
    closed = true;
    gathering.leave(store());
    if (relist != null) {
      relist.cancel();
    }
    TagConversation open = conversation;
    if (open != null) {
      open.close();
    }
  }
}
