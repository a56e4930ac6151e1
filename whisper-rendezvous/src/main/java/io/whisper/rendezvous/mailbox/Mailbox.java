package io.whisper.rendezvous.mailbox;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.ConsensusSource;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.introduction.ReplayCache;
import io.whisper.rendezvous.overlay.Retries;
import io.whisper.rendezvous.reception.KeptKeys;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.Replicas;
import io.whisper.rendezvous.replica.TagWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recipient's mailbox: cards placed ahead, its tags of the present period and of earlier ones
 * read, and what is found there opened, handed, acknowledged and deleted (docs/protocol.md,
 * "Mailboxes"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

  private static final Duration FIRST_CHECK = Duration.ofSeconds(1);
  private static final int CAPACITY = 262_144;
  private static final String DIGESTS = "mail";

  private final RoleLoop loop;
  private final ConsensusSource consensus;
  private final Replicas replicas;
  private final Identity identity;
  private final StateStore state;
  private final TagWriter writer;
  private final MailListener listener;
  private final Retries retries;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private @Nullable Open open;
  private @Nullable Cancellable check;
  private boolean closed;

  /**
   * A mailbox that has not begun.
   *
   * @param replicas the stores, over the recipient's own circuits
   * @param state where its keys are kept, the recipient's own
   * @param listener is given what was not handed before
   */
  public Mailbox(
      RoleLoop loop,
      ConsensusSource consensus,
      Replicas replicas,
      Identity identity,
      StateStore state,
      ProofSearch proofs,
      MailListener listener) {
    this.loop = loop;
    this.consensus = consensus;
    this.replicas = replicas;
    this.identity = identity;
    this.state = state;
    this.writer = new TagWriter(replicas, proofs);
    this.listener = listener;
    this.retries = new Retries(loop);
  }

  /** What was read from the disk. */
  private record Kept(
      KeptKeys<CardKey> keys,
      CardRevisions revisions,
      FetchedPeriods fetched,
      ReplayCache digests) {
    void close() {
      keys.close();
      revisions.close();
      fetched.close();
    }
  }

  /** What there is once that is read. */
  private record Open(
      Kept kept,
      Acknowledger acknowledger,
      Opening opening,
      CardPublisher cards,
      MailboxPeriods periods) {
    void close() {
      cards.close();
      opening.close();
      periods.close();
      acknowledger.close();
      kept.close();
    }
  }

  /** Begins; completes when messages can be left for the recipient. */
  public CompletableFuture<Void> start() {
    retries
        .compute(this::read)
        .whenComplete(
            (kept, failure) -> {
              if (closed) {
                Optional.ofNullable(kept).ifPresent(Kept::close);
              } else if (failure != null) {
                LOG.warn("messages cannot wait for this endpoint: {}", failure.getMessage());
                ready.completeExceptionally(failure);
              } else {
                begin(kept);
              }
            });
    return ready;
  }

  private Kept read() {
    ReplayCache digests = ReplayCache.open(state, DIGESTS, CAPACITY, loop.time().now());
    if (digests.damagedBytes() > 0) {
      LOG.warn("{}.log is damaged: a message that waited may be handed on once more", DIGESTS);
      digests.repair(loop.time().now());
    }
    return new Kept(
        KeptKeys.open(loop, state, CardKey.FORM),
        CardRevisions.open(loop, state),
        FetchedPeriods.open(loop, state),
        digests);
  }

  private void begin(Kept kept) {
    Acknowledger acknowledger = new Acknowledger(loop, consensus, writer);
    Opening opening =
        new Opening(loop, identity, kept.keys(), kept.digests(), acknowledger, listener);
    CardPublisher cards =
        new CardPublisher(loop, consensus, identity, writer, kept.keys()::young, kept.revisions());
    MailboxPeriods periods =
        new MailboxPeriods(
            loop, replicas, identity, kept.keys()::oldest, kept.fetched(), opening::arrived);
    open = new Open(kept, acknowledger, opening, cards, periods);
    cards
        .ready()
        .whenComplete(
            (placed, failure) -> {
              if (failure == null) {
                ready.complete(null);
              }
            });
    cards.place();
    look();
  }

  private void look() {
    Open now = open;
    if (closed || now == null) {
      return;
    }
    now.kept().keys().rotate(now.cards()::place);
    Duration pause = consensus.current().map(live -> now.periods().read(live)).orElse(FIRST_CHECK);
    check = loop.time().after(pause, this::look);
  }

  /** There is another consensus, or circuits can be built again. */
  public void hurry() {
    if (check != null) {
      check.cancel();
      look();
    }
  }

  /** Completes when what the listener has is acknowledged. */
  public CompletableFuture<Void> settled() {
    return open == null ? CompletableFuture.completedFuture(null) : open.acknowledger().settled();
  }

  /** Reads and places nothing more. What is kept on disk stays for the next time. */
  public void close() {
    closed = true;
    retries.close();
    if (check != null) {
      check.cancel();
    }
    if (open != null) {
      open.close();
    }
    ready.completeExceptionally(new IllegalStateException("closed"));
  }

  @Override
  public String toString() {
    return "Mailbox";
  }
}
