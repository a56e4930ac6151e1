package io.whisper.rendezvous.mailbox;

import io.whisper.core.envelope.EnvelopeTerms;
import io.whisper.core.identity.BlindingPurpose;
import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.introduction.ReplayCache;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.replica.ProofSearch;
import io.whisper.rendezvous.replica.Replicas;
import io.whisper.rendezvous.replica.TagWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recipient's mailbox: it places cards ahead, follows the tag of the present period and for a
 * while that of the one before, and reads earlier ones where something may have come since they
 * were emptied (docs/protocol.md, "Mailboxes"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
public final class Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

  private static final Duration CHECK = Duration.ofSeconds(30);
  private static final Duration FIRST_CHECK = Duration.ofSeconds(1);
  private static final Duration KEEPING = Duration.ofMinutes(10);
  private static final Duration BETWEEN_PERIODS = Duration.ofSeconds(20);
  private static final Duration AGAIN = Duration.ofHours(6);

  /** How long after its end a sender may go by a period: as long as a consensus is used. */
  private static final Duration LATE_SENDERS = Duration.ofDays(1);

  private static final int CAPACITY = 262_144;
  private static final String DIGESTS = "mail";

  private final Overlay overlay;
  private final Identity identity;
  private final StateStore state;
  private final Replicas replicas;
  private final TagWriter writer;
  private final Consumer<Mail> handing;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Map<TimePeriod, PeriodReading> followed = new HashMap<>();
  private final Set<TimePeriod> opening = new HashSet<>();
  private final Set<PeriodReading> readings = new HashSet<>();
  private final Map<TimePeriod, Instant> pulled = new HashMap<>();
  private @Nullable Kept kept;
  private @Nullable CardPublisher cards;
  private @Nullable Opening mails;
  private @Nullable Acknowledger acknowledger;
  private @Nullable Cancellable check;
  private Instant nextKeeping = Instant.EPOCH;
  private Instant nextPull = Instant.EPOCH;
  private boolean closed;

  /**
   * A mailbox that has not begun.
   *
   * @param state where its keys are kept, the recipient's own
   * @param hops of all its circuits
   * @param handing is given what was not handed before, on the loop
   */
  public Mailbox(
      Overlay overlay,
      Identity identity,
      StateStore state,
      int hops,
      ProofSearch proofs,
      Consumer<Mail> handing) {
    this.overlay = overlay;
    this.identity = identity;
    this.state = state;
    this.replicas = Replicas.on(overlay, HopRange.exactly(hops));
    this.writer = new TagWriter(replicas, proofs);
    this.handing = handing;
  }

  /** What was read from the disk. */
  private record Kept(
      CardKeys keys, CardRevisions revisions, FetchedPeriods fetched, ReplayCache digests) {
    void close() {
      keys.close();
      revisions.close();
      fetched.close();
    }
  }

  /** Begins; completes when messages can be left for the recipient. */
  public CompletableFuture<Void> start() {
    overlay
        .reactor()
        .compute(this::open)
        .whenComplete(
            (opened, failure) -> {
              if (failure != null) {
                LOG.warn("messages cannot wait for this endpoint: {}", failure.getMessage());
                ready.completeExceptionally(failure);
              } else if (closed) {
                opened.close();
              } else {
                begin(opened);
              }
            });
    return ready;
  }

  private Kept open() {
    ReplayCache digests = ReplayCache.open(state, DIGESTS, CAPACITY, overlay.time().now());
    if (digests.damagedBytes() > 0) {
      LOG.warn("{}.log is damaged: a message that waited may be handed on once more", DIGESTS);
      digests.repair(overlay.time().now());
    }
    return new Kept(
        CardKeys.open(overlay.reactor(), state),
        CardRevisions.open(overlay.reactor(), state),
        FetchedPeriods.open(overlay.reactor(), state),
        digests);
  }

  private void begin(Kept opened) {
    kept = opened;
    acknowledger = new Acknowledger(overlay, writer);
    mails = new Opening(overlay, identity, opened.keys(), opened.digests(), acknowledger, handing);
    CardPublisher publisher =
        new CardPublisher(overlay, identity, writer, opened.keys()::current, opened.revisions());
    cards = publisher;
    publisher
        .ready()
        .whenComplete(
            (placed, failure) -> {
              if (failure == null) {
                ready.complete(null);
              }
            });
    publisher.place();
    look();
  }

  private void look() {
    Kept has = kept;
    CardPublisher publisher = cards;
    if (closed || has == null || publisher == null) {
      return;
    }
    has.keys().rotate(publisher::place);
    Consensus live = overlay.current().orElse(null);
    check = overlay.time().after(live == null ? FIRST_CHECK : replicas.upTo(CHECK), this::look);
    if (live != null) {
      follow(live);
      pull(live, has);
      keep(live, has);
    }
  }

  /** The present period, and the one before as long as presences stand there as well. */
  private static Set<TimePeriod> present(Consensus live) {
    TimePeriod period = live.period();
    Duration half = Duration.between(period.start(), period.end()).dividedBy(2);
    Duration life = live.parameters().presenceLife();
    Duration overlap = life.compareTo(half) > 0 ? half : life;
    Set<TimePeriod> present = new HashSet<>(Set.of(period));
    if (live.validAfter().minus(overlap).isBefore(period.start())) {
      present.add(period.previous());
    }
    return present;
  }

  private void follow(Consensus live) {
    Set<TimePeriod> present = present(live);
    List.copyOf(followed.keySet()).stream()
        .filter(period -> !present.contains(period))
        .forEach(period -> Objects.requireNonNull(followed.remove(period)).close());
    for (TimePeriod period : present) {
      if (!followed.containsKey(period) && opening.add(period)) {
        reading(period)
            .whenComplete(
                (reading, failure) -> {
                  opening.remove(period);
                  if (reading != null) {
                    followed.put(period, reading);
                    reading.follow();
                  }
                });
      }
    }
  }

  /** A reading of a period; fails when this is closed or the workers have too much to do. */
  private CompletableFuture<PeriodReading> reading(TimePeriod period) {
    return overlay
        .reactor()
        .compute(() -> identity.blind(BlindingPurpose.MAILBOX, period.number(), period.minutes()))
        .thenApply(
            owner -> {
              Opening opens = mails;
              if (closed || opens == null) {
                owner.close();
                throw new IllegalStateException("closed");
              }
              PeriodReading reading = new PeriodReading(overlay, replicas, owner, opens::arrived);
              readings.add(reading);
              return reading;
            });
  }

  /** Reads one earlier period that is due, the latest first; the next is read a while later. */
  private void pull(Consensus live, Kept has) {
    Instant now = overlay.time().now();
    if (nextPull.isAfter(now)) {
      return;
    }
    for (TimePeriod period : earlier(live, has)) {
      if (due(period, has, now)) {
        nextPull = now.plus(replicas.upTo(BETWEEN_PERIODS));
        pulled.put(period, now);
        pull(period, has, now);
        return;
      }
    }
  }

  private void pull(TimePeriod period, Kept has, Instant begun) {
    reading(period)
        .thenCompose(
            reading ->
                reading
                    .fetch()
                    .whenComplete(
                        (done, failure) -> {
                          if (failure == null) {
                            has.fetched().emptied(period, begun);
                          } else {
                            pulled.remove(period);
                          }
                          reading.close();
                        }));
  }

  /** Those in which something may wait that is not expired and can be opened. */
  private List<TimePeriod> earlier(Consensus live, Kept has) {
    Instant now = overlay.time().now();
    Instant earliest = earliest(now);
    Instant oldest = has.keys().oldest();
    Set<TimePeriod> present = present(live);
    List<TimePeriod> earlier = new ArrayList<>();
    TimePeriod period = live.period();
    while (period.number() > 0) {
      period = period.previous();
      Instant last = period.end().plus(LATE_SENDERS);
      if (last.isBefore(earliest) || last.isBefore(oldest)) {
        break;
      }
      if (!present.contains(period)) {
        earlier.add(period);
      }
    }
    return earlier;
  }

  /** What was put before has expired. */
  private static Instant earliest(Instant now) {
    return now.minusSeconds(EnvelopeTerms.MAX_TTL_SECONDS);
  }

  private boolean due(TimePeriod period, Kept has, Instant now) {
    Instant emptied = has.fetched().emptied(period);
    if (!emptied.isBefore(period.end().plus(LATE_SENDERS))) {
      return false;
    }
    Instant last = pulled.get(period);
    return last == null || !last.plus(AGAIN).isAfter(now);
  }

  private void keep(Consensus live, Kept has) {
    Instant now = overlay.time().now();
    if (!nextKeeping.isAfter(now)) {
      nextKeeping = now.plus(KEEPING);
      TimePeriod period = live.period();
      Duration length = Duration.between(period.start(), period.end());
      has.fetched().keep(earliest(now).minus(LATE_SENDERS).minus(length));
    }
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
    return acknowledger == null ? CompletableFuture.completedFuture(null) : acknowledger.settled();
  }

  /** Reads and places nothing more. What is kept on disk stays for the next time. */
  public void close() {
    closed = true;
    if (check != null) {
      check.cancel();
    }
    if (cards != null) {
      cards.close();
    }
    if (mails != null) {
      mails.close();
    }
    readings.forEach(PeriodReading::end);
    if (acknowledger != null) {
      acknowledger.close();
    }
    if (kept != null) {
      kept.close();
    }
    ready.completeExceptionally(new IllegalStateException("closed"));
  }
}
