package io.whisper.rendezvous.reception;

import io.whisper.core.identity.Identity;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.rendezvous.descriptor.Presence;
import io.whisper.rendezvous.descriptor.PresenceDocument;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.overlay.Pause;
import io.whisper.rendezvous.ring.Ring;
import io.whisper.rendezvous.store.StoreClient;
import io.whisper.rendezvous.store.wire.PutAnswer.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a recipient's presence on the stores: published when it changes, anew before it expires, at
 * other stores when the ring changes, and for two periods around the change from one to the next.
 * Stores keep nothing on disk, so that it is put to them once more now and then, and when they may
 * have been away (docs/protocol.md, "Presence"). Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final Duration LONGEST_CHECK = Duration.ofSeconds(30);
  private static final Duration SHORTEST_CHECK = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final int COUNTER_BITS = 16;

  /** What part of the time between publications passes at most before stores are given it again. */
  private static final int ASSURANCES = 4;

  private final Overlay overlay;
  private final Identity identity;
  private final int hops;
  private final Putting stores;
  private final Pause pause;
  private final Map<TimePeriod, Publication> publications = new HashMap<>();
  private final Set<TimePeriod> signing = new HashSet<>();
  private final CompletableFuture<Void> published = new CompletableFuture<>();
  private @Nullable Presence presence;
  private @Nullable Cancellable check;
  private @Nullable Cancellable retry;
  private long counter;
  private boolean gap;
  private boolean closed;

  /** Puts a document to a store: {@link StoreClient#put}. */
  interface Putting {
    CompletableFuture<Status> put(RelayEntry store, PresenceDocument document, int hops);
  }

  Publisher(Overlay overlay, Identity identity, int hops, Putting stores) {
    this.overlay = overlay;
    this.identity = identity;
    this.hops = hops;
    this.stores = stores;
    this.pause = new Pause(overlay.random(), FIRST_PAUSE, LONGEST_CHECK);
  }

  /** Completes when a presence was published for the first time. */
  CompletableFuture<Void> published() {
    return published;
  }

  /** Publishes this from now on in place of what was published before. */
  void publish(Presence now) {
    presence = now;
    publications.clear();
    publishDue();
  }

  /** Gives the stores once more what they have: they may have been away, and forgotten it. */
  void assure() {
    Consensus live = overlay.current().orElse(null);
    if (live != null) {
      publications.values().forEach(each -> each.doubt(nextAssurance(live)));
      publishDue();
    }
  }

  /** Tries at once again what waits to be tried. */
  void hurry() {
    pause.reset();
    if (retry != null) {
      retry.cancel();
      retry = null;
      publishDue();
    }
  }

  void close() {
    closed = true;
    if (check != null) {
      check.cancel();
    }
    if (retry != null) {
      retry.cancel();
    }
  }

  /** Does what is due, and looks again after a while. */
  private void publishDue() {
    if (closed) {
      return;
    }
    if (check != null) {
      check.cancel();
    }
    Consensus live = overlay.current().orElse(null);
    Presence content = presence;
    gap |= live == null && !publications.isEmpty();
    if (live == null || content == null) {
      check = overlay.time().after(SHORTEST_CHECK, this::publishDue);
      return;
    }
    check = overlay.time().after(checkInterval(live), this::publishDue);
    Set<TimePeriod> periods = periods(live);
    publications.keySet().retainAll(periods);
    Ring ring = Ring.of(live.relays());
    Instant now = overlay.time().now();
    boolean all = gap;
    gap = false;
    for (TimePeriod period : periods) {
      Publication publication = publications.get(period);
      if (publication == null || publication.due(now)) {
        sign(live, period, content);
      } else {
        if (all || publication.doubtful(now)) {
          publication.doubt(nextAssurance(live));
        }
        put(publication, ring);
      }
    }
  }

  private static Duration checkInterval(Consensus live) {
    Duration quarter = live.parameters().presenceRepublish().dividedBy(4);
    Duration bounded = quarter.compareTo(LONGEST_CHECK) > 0 ? LONGEST_CHECK : quarter;
    return bounded.compareTo(SHORTEST_CHECK) < 0 ? SHORTEST_CHECK : bounded;
  }

  /**
   * The period of the consensus and, near its ends, the neighbour: others may go by an older or a
   * newer consensus.
   */
  private static Set<TimePeriod> periods(Consensus live) {
    TimePeriod period = live.period();
    Duration half = Duration.between(period.start(), period.end()).dividedBy(2);
    Duration life = live.parameters().presenceLife();
    Duration overlap = life.compareTo(half) > 0 ? half : life;
    Set<TimePeriod> periods = new HashSet<>(Set.of(period));
    if (!live.validAfter().plus(overlap).isBefore(period.end())) {
      periods.add(period.next());
    }
    if (live.validAfter().minus(overlap).isBefore(period.start())) {
      periods.add(period.previous());
    }
    return periods;
  }

  private void sign(Consensus live, TimePeriod period, Presence content) {
    if (!signing.add(period)) {
      return;
    }
    Instant now = overlay.time().now();
    Duration life = live.parameters().presenceLife();
    Instant renewal = now.plus(early(live.parameters().presenceRepublish()));
    long revision = (live.validAfter().getEpochSecond() << COUNTER_BITS) + counter++;
    overlay
        .reactor()
        .compute(
            () ->
                PresenceDocument.create(
                    overlay.random(), identity, period, revision, expiry(now, life), content))
        .whenComplete(
            (document, failure) -> {
              signing.remove(period);
              if (closed) {
                return;
              }
              if (failure != null) {
                retryLater();
              } else if (content.equals(presence)) {
                Publication publication = new Publication(document, renewal, nextAssurance(live));
                publications.put(period, publication);
                put(publication, Ring.of(live.relays()));
              } else {
                publishDue();
              }
            });
  }

  private Instant nextAssurance(Consensus live) {
    Duration longest = live.parameters().presenceRepublish().dividedBy(ASSURANCES);
    return overlay.time().now().plus(early(longest));
  }

  /** A random moment in the second half, so that nobody recognises a recipient by its rhythm. */
  private Duration early(Duration interval) {
    return Pause.from(overlay.random(), interval.dividedBy(2));
  }

  /** Rounded up, so that it does not show how this machine's clock is set. */
  private static Instant expiry(Instant now, Duration life) {
    long grain = life.toMinutes() >= 10 ? 60 : 1;
    long seconds = now.plus(life).getEpochSecond();
    return Instant.ofEpochSecond((seconds / grain + 1) * grain);
  }

  private void put(Publication publication, Ring ring) {
    List<RelayEntry> replicas = ring.replicas(publication.document().tag());
    for (RelayEntry store : replicas) {
      if (publication.begin(store.identity())) {
        stores
            .put(store, publication.document(), hops)
            .whenComplete((status, failure) -> answered(publication, store, status, failure));
      }
    }
  }

  private void answered(
      Publication publication,
      RelayEntry store,
      @Nullable Status status,
      @Nullable Throwable failure) {
    if (status == Status.STORED) {
      publication.stored(store.identity());
      pause.reset();
      settle(publication);
      return;
    }
    publication.failed(store.identity());
    LOG.debug("a store did not take a presence: {}", status, failure);
    if (status == Status.OLDER_REVISION) {
      // One of an earlier run of this endpoint, which kept nothing of it.
      counter += 1 + overlay.random().nextInt(1 << 8);
      publications.values().remove(publication);
    }
    settle(publication);
    retryLater();
  }

  private void settle(Publication publication) {
    TimePeriod period = publication.document().period();
    if (publication.settled()
        && overlay.current().map(Consensus::period).filter(period::equals).isPresent()) {
      published.complete(null);
    }
  }

  private void retryLater() {
    if (retry == null && !closed) {
      retry =
          overlay
              .time()
              .after(
                  pause.next(),
                  () -> {
                    retry = null;
                    publishDue();
                  });
    }
  }
}
