package io.whisper.rendezvous;

import io.whisper.core.envelope.Envelope;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.path.HopRange;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.lookup.CardLookup;
import io.whisper.rendezvous.lookup.Cards;
import io.whisper.rendezvous.mailbox.AckWatch;
import io.whisper.rendezvous.mailbox.Acknowledgement;
import io.whisper.rendezvous.mailbox.Pending;
import io.whisper.rendezvous.mailbox.PendingStore;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.Replicas;
import io.whisper.rendezvous.replica.TagWriter;
import io.whisper.rendezvous.replica.WriteTerms;
import io.whisper.rendezvous.replica.Writing;
import io.whisper.rendezvous.replica.Written;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of an endpoint that are left in mailboxes, over restarts as far as its state lasts.
 * Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Mailings {
  /** How many boards are followed at a time; at others the endpoint looks now and then. */
  private static final int MAX_FOLLOWED = 32;

  /** Stores may ask for as much more work than the network. */
  private static final long PATIENT = 64;

  private final RoleLoop loop;
  private final ConsensusSource consensus;
  private final Function<HopRange, Replicas> stores;
  private final Cards cards;
  private final Identity identity;
  private final PendingStore pendings;
  private final ProofSearch proofs;
  private final Set<AckWatch> watches = new HashSet<>();

  /** The messages of an endpoint on this network. */
  Mailings(Overlay overlay, Identity identity, StateStore state, ProofSearch proofs) {
    this(
        overlay.reactor(),
        overlay.consensus(),
        hops -> Replicas.on(overlay, hops),
        new CardLookup(overlay),
        identity,
        state,
        proofs);
  }

  /**
   * The messages of an endpoint.
   *
   * @param stores the stores over circuits of some lengths
   * @param cards what recipients placed ahead
   */
  Mailings(
      RoleLoop loop,
      ConsensusSource consensus,
      Function<HopRange, Replicas> stores,
      Cards cards,
      Identity identity,
      StateStore state,
      ProofSearch proofs) {
    this.loop = loop;
    this.consensus = consensus;
    this.stores = stores;
    this.cards = cards;
    this.identity = identity;
    this.pendings = new PendingStore(loop, state);
    this.proofs = proofs;
  }

  /**
   * The way of a message by the recipient's mailbox, if it comes to that: its delivery tells by its
   * hindrances when it does.
   *
   * @param alone whether it must not be sent in another way once it is left there
   */
  Mailing mailing(Outgoing message, boolean alone, Consumer<Acknowledgement> acknowledged) {
    Instant expires = loop.time().now().plus(message.options().ttl());
    return new Mailing(this, message, expires, alone, acknowledged);
  }

  RoleLoop loop() {
    return loop;
  }

  /** The work that the network asks for. */
  long minimumWork() {
    return consensus.current().map(live -> live.parameters().minimumWork()).orElse(0L);
  }

  Identity identity() {
    return identity;
  }

  PendingStore pendings() {
    return pendings;
  }

  Cards cards() {
    return cards;
  }

  /**
   * Puts a message to its stores until all hold it, or does nothing when they do.
   *
   * @param stored told how many hold it, each time that it is one more
   * @param refused told how it stands when a store has refused it
   * @param written told how it ended
   */
  @Nullable Writing put(
      Pending message, IntConsumer stored, Consumer<Written> refused, Consumer<Written> written) {
    Envelope envelope = message.envelope();
    if (envelope == null) {
      return null;
    }
    WriteTerms terms =
        new WriteTerms(message.effort(), PATIENT * message.effort(), message.expires());
    Writing begun =
        new TagWriter(stores.apply(message.hops()), proofs).put(envelope, terms, stored, refused);
    begun.written().thenAccept(written);
    return begun;
  }

  /** What an earlier run left at stores. */
  CompletableFuture<List<Pending>> load() {
    return pendings.load();
  }

  /** Waits for the acknowledgement of a message until it is closed. */
  AckWatch watch(Pending pending, Consumer<Acknowledgement> acknowledged) {
    AckWatch watch =
        new AckWatch(
            loop, stores.apply(pending.hops()), pending.topic(), pending.id(), acknowledged);
    if (watches.stream().filter(AckWatch::follows).count() < MAX_FOLLOWED) {
      watch.follow();
    } else {
      watch.lookNowAndThen();
    }
    watches.add(watch);
    return watch;
  }

  /** Ends the wait for an acknowledgement. */
  void ended(AckWatch watch) {
    watches.remove(watch);
    watch.close();
  }

  /**
   * A message is over.
   *
   * @param forgotten whether no later run goes on with it
   */
  void over(Pending pending, boolean forgotten) {
    if (forgotten) {
      pendings.forget(pending);
    }
    pending.topic().close();
  }

  /** Completes when the disk has what was kept or forgotten. */
  CompletableFuture<Void> settled() {
    return pendings.idle();
  }
}
