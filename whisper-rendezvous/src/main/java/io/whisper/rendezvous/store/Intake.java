package io.whisper.rendezvous.store;

import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.onion.relay.RelayContext;
import io.whisper.rendezvous.descriptor.PresenceDocument;
import io.whisper.rendezvous.store.wire.DocumentKind;
import io.whisper.rendezvous.store.wire.PutAnswer;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * What a store does with each kind of document: presences go to memory, everything else to the
 * shelves (docs/protocol.md, "Stores"). Confined to the loop.
 */
final class Intake {
  private final RelayContext context;
  private final LiveRing ring;
  private final HeldPresences presences;
  private final Shelves shelves;
  private final Subscriptions subscriptions;
  private final AskedWork asked;
  private final PutCounts fromClients = new PutCounts();
  private final PutCounts fromStores = new PutCounts();

  Intake(
      RelayContext context,
      LiveRing ring,
      HeldPresences presences,
      Shelves shelves,
      Subscriptions subscriptions,
      AskedWork asked) {
    this.context = context;
    this.ring = ring;
    this.presences = presences;
    this.shelves = shelves;
    this.subscriptions = subscriptions;
    this.asked = asked;
  }

  /**
   * Judges a document and keeps it if nothing speaks against it; never fails.
   *
   * @param peer whether another store gives it, which may have taken it when less was asked for
   */
  CompletableFuture<PutAnswer> take(DocumentKind kind, byte[] document, boolean peer) {
    Moment moment = moment(peer);
    CompletableFuture<PutAnswer> answer =
        switch (kind) {
          case PRESENCE -> presence(document, moment);
          case CARD -> shelved(store -> CardShelf.put(store, moment, document));
          case ENVELOPE -> shelved(store -> EnvelopeShelf.put(store, moment, document));
          case WITHDRAWN ->
              peer
                  ? shelved(store -> EnvelopeShelf.putMark(store, moment, document))
                  : CompletableFuture.completedFuture(PutAnswer.of(Status.MALFORMED));
        };
    return answer
        .exceptionally(
            failure ->
                PutAnswer.of(
                    Shelves.Trouble.of(failure) == Shelves.Trouble.UNAVAILABLE
                        ? Status.UNAVAILABLE
                        : Status.LIMITED))
        .thenApply(
            given -> {
              (peer ? fromStores : fromClients).count(given.status());
              return given;
            });
  }

  PutCounts fromClients() {
    return fromClients;
  }

  PutCounts fromStores() {
    return fromStores;
  }

  /** The work that envelopes of clients have to show now; from any thread. */
  long neededWork() {
    return asked.effort(ring.minimumWork(), context.time().now());
  }

  private Moment moment(boolean peer) {
    Instant now = context.time().now();
    return new Moment(
        ring.current(),
        context.identity(),
        now.getEpochSecond(),
        peer ? ring.acceptedWork() : neededWork());
  }

  private CompletableFuture<PutAnswer> presence(byte[] document, Moment moment) {
    return context
        .compute(() -> PresenceDocument.verify(document))
        .thenApply(
            verified ->
                PutAnswer.of(verified.map(each -> hold(each, moment)).orElse(Status.MALFORMED)));
  }

  private Status hold(PresenceDocument document, Moment moment) {
    return moment.answersFor(document.tag())
        ? presences.put(document, context.time().now())
        : Status.NOT_RESPONSIBLE;
  }

  /** What is done to the shelves. */
  private interface Putting {
    Taken put(EnvelopeStore store);
  }

  /**
   * What a worker found.
   *
   * @param filled the part of its quota that the store has filled
   */
  private record Done(Taken taken, double filled) {}

  private CompletableFuture<PutAnswer> shelved(Putting putting) {
    return shelves
        .ask(
            store -> {
              Taken taken = putting.put(store);
              return new Done(taken, (double) store.size().bytes() / Math.max(1, store.quota()));
            })
        .thenApply(
            done -> {
              asked.filled(done.filled());
              tell(done.taken());
              return done.taken().answer();
            });
  }

  private void tell(Taken taken) {
    if (taken.arrived() != null) {
      asked.stored(context.time().now());
      subscriptions.arrived(taken.arrived());
    }
    if (taken.withdrawn() != null) {
      subscriptions.withdrawn(taken.withdrawn(), null);
    }
  }
}
