package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a reader has of its tag: what it gave to the listener, what it wants, and how much more the
 * listener can take. Stores are known by their identities. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Gathering {
  private static final Logger LOG = LoggerFactory.getLogger(Gathering.class);

  /** How many envelopes a store is asked for in one request. */
  static final int BATCH = 32;

  /** Of as many fewer ids than of what was given it is known that they were withdrawn before. */
  private static final int MARKS_SHARE = 8;

  /** What would be remembered for longer than anything may live is not given. */
  private static final long LONGEST_LIFE =
      EnvelopeTerms.MAX_TTL_SECONDS + 10L * EnvelopeTerms.CLOCK_TOLERANCE_SECONDS;

  private final Replicas replicas;
  private final ReaderLimits limits;
  private final Runnable onRoom;
  private final SeenIds seen;
  private final WantedIds wanted;
  private final KnownMarks marks;
  private final UnpaidIds unpaid = new UnpaidIds();
  private @Nullable TagListener listener;
  private int unfinished;
  private long unfinishedBytes;
  private int given;
  private boolean crowded;

  /**
   * Nothing yet.
   *
   * @param onRoom run on the loop when the listener can take more after it could not
   */
  Gathering(Replicas replicas, ReaderLimits limits, Runnable onRoom) {
    this.replicas = replicas;
    this.limits = limits;
    this.onRoom = onRoom;
    this.seen = new SeenIds(limits.remembered());
    this.wanted = new WantedIds(limits.wanted());
    this.marks = new KnownMarks(Math.max(1, limits.remembered() / MARKS_SHARE));
  }

  /** Gives to this one from now on. */
  void giveTo(@Nullable TagListener who) {
    listener = who;
  }

  /** How many were given so far. */
  int given() {
    return given;
  }

  /** A store has named an envelope; false when it cannot even be noted. */
  boolean named(Bytes32 store, Bytes32 id, long expires) {
    return !isNew(id, expires) || unpaid.contains(store, id) || wanted.add(store, id, expires);
  }

  /** Whether the work was done without which no store may have an envelope, or the mark of one. */
  boolean isPaid(long rank) {
    return rank >= replicas.acceptedWork();
  }

  /** A store gave something for which too little work was done; others may have it with more. */
  void unpaid(Bytes32 store, Bytes32 id) {
    unpaid.add(store, id);
    wanted.missing(store, id);
  }

  /** A store has pushed an envelope; false when it could not be given nor noted. */
  boolean pushed(Bytes32 store, Envelope envelope) {
    long expires = envelope.terms().expires();
    if (hasRoom() || !isNew(envelope.id(), expires)) {
      taken(envelope);
      return true;
    }
    return wanted.add(store, envelope.id(), expires);
  }

  /** An envelope that was asked for came. */
  void taken(Envelope envelope) {
    Bytes32 id = envelope.id();
    long expires = envelope.terms().expires();
    wanted.remove(id);
    if (isNew(id, expires)) {
      if (seen.add(id, expires, now()) && !crowded) {
        crowded = true;
        told(TagListener::onCrowded);
      }
      given++;
      give(envelope);
    }
  }

  /** A store says that it does not have an envelope, or no longer: so it may be. */
  void gone(Bytes32 store, Bytes32 id) {
    wanted.missing(store, id);
  }

  /** Whether the mark of a withdrawal would change anything. */
  boolean wantsMark(Bytes32 id, long expires) {
    return seen.stands(id, now()) || isNew(id, expires);
  }

  /**
   * The mark of a withdrawal came; it proves itself.
   *
   * @return completed when the listener can take more
   */
  CompletableFuture<?> withdrawn(WithdrawnMark mark) {
    Bytes32 id = mark.id();
    if (seen.stands(id, now())) {
      seen.gone(id);
      told(to -> to.onGone(id));
    } else if (isNew(id, mark.terms().expires())) {
      wanted.remove(id);
      marks.add(id);
      return missed(mark);
    }
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<?> missed(WithdrawnMark mark) {
    TagListener to = listener;
    try {
      return to == null ? CompletableFuture.completedFuture(null) : to.onMissed(mark);
    } catch (RuntimeException failure) {
      LOG.error("a listener of a tag failed", failure);
      return CompletableFuture.completedFuture(null);
    }
  }

  /** The listener's own side makes an envelope go, and need not be told of it. */
  void deleted(Bytes32 id) {
    seen.gone(id);
  }

  /** What a store is to be asked for next; nothing as long as the listener has too much. */
  List<Bytes32> claim(Bytes32 store) {
    int room = limits.unfinished() - unfinished - wanted.underway();
    return unfinishedBytes < limits.unfinishedBytes() && room > 0
        ? wanted.claim(store, Math.min(BATCH, room), now())
        : List.of();
  }

  /** Whether a store has something that is wanted, asked for or not. */
  boolean wantsFrom(Bytes32 store) {
    return wanted.any(store);
  }

  /** Whether as much can be noted as one more message of a list may name. */
  boolean takesPage() {
    return wanted.takesPage();
  }

  /** A store is asked no more. */
  void leave(Bytes32 store) {
    wanted.leave(store);
  }

  private boolean isNew(Bytes32 id, long expires) {
    long now = now();
    return expires > now && expires <= now + LONGEST_LIFE && seen.isNew(id) && !marks.contains(id);
  }

  private boolean hasRoom() {
    return unfinished + wanted.underway() < limits.unfinished()
        && unfinishedBytes < limits.unfinishedBytes();
  }

  private void give(Envelope envelope) {
    int size = envelope.size();
    CompletableFuture<?> done = CompletableFuture.completedFuture(null);
    TagListener to = listener;
    try {
      done = to == null ? done : to.onEnvelope(envelope);
    } catch (RuntimeException failure) {
      LOG.error("a listener of a tag failed", failure);
    }
    if (!done.isDone()) {
      unfinished++;
      unfinishedBytes += size;
      done.whenComplete((nothing, failure) -> replicas.loop().execute(() -> finished(size)));
    }
  }

  private void finished(int size) {
    boolean was = hasRoom();
    unfinished--;
    unfinishedBytes -= size;
    if (!was && hasRoom()) {
      onRoom.run();
    }
  }

  /** Tells the listener something, which must not cost more than itself when it fails. */
  void told(Consumer<TagListener> what) {
    TagListener to = listener;
    if (to != null) {
      try {
        what.accept(to);
      } catch (RuntimeException failure) {
        LOG.error("a listener of a tag failed", failure);
      }
    }
  }

  private long now() {
    return replicas.time().now().getEpochSecond();
  }
}
