package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.Cancellable;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.relay.RelayContext;
import io.whisper.rendezvous.ring.Arc;
import io.whisper.rendezvous.ring.Ring;
import io.whisper.rendezvous.store.StorePeers.PeerCircuit;
import io.whisper.rendezvous.store.wire.PeerHello;
import io.whisper.rendezvous.store.wire.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the replicas of every tag equal (docs/protocol.md, "Hand-over"): a store offers each other
 * store what it has of that store's tags, when these change and every now and then, and asks its
 * neighbours for its own when it starts. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is tried again.
final class HandOver {
  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final Duration CHECK = Duration.ofSeconds(2);
  private static final Duration LONGEST_SOON = Duration.ofSeconds(30);
  private static final Duration LEAST_REST = Duration.ofMinutes(30);
  private static final Duration MOST_REST = Duration.ofMinutes(60);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final Duration ASKED = Duration.ofSeconds(2);
  private static final Duration DEAF = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 7;
  private static final int TALKS = 3;

  /** What expires sooner is not worth telling apart. */
  private static final int SOON_SECONDS = 30;

  private final RelayContext context;
  private final LiveRing live;
  private final Shelves shelves;
  private final StorePeers peers;
  private final Map<Bytes32, Arc> arcs = new HashMap<>();
  private final Map<Bytes32, Plan> plans = new HashMap<>();
  private final Map<Bytes32, Integer> failures = new HashMap<>();
  private final Map<Bytes32, Instant> deaf = new HashMap<>();
  private final Set<Bytes32> underway = new HashSet<>();

  /** Those that are still to be asked for what this store shall hold. */
  private final Set<Bytes32> toAsk = new HashSet<>();

  /**
   * Those that have, or did not want, what lies here and is not this store's to hold any more; not
   * those that had no room for it.
   */
  private final Set<Bytes32> handed = new HashSet<>();

  private volatile @Nullable Instant last;
  private @Nullable Ring seen;
  private @Nullable Arc own;
  private boolean listed;

  /** When a store is offered something next. */
  private record Plan(Instant due, Cancellable timer) {}

  HandOver(RelayContext context, LiveRing live, Shelves shelves, StorePeers peers) {
    this.context = context;
    this.live = live;
    this.shelves = shelves;
    this.peers = peers;
  }

  /** Looks from now on at how the ring changes. */
  void start() {
    context.time().after(CHECK, this::check);
  }

  private void check() {
    Ring ring = live.current();
    if (ring != seen) {
      seen = ring;
      changed(ring);
    }
    context.time().after(CHECK, this::check);
  }

  private void changed(Ring ring) {
    if (!ring.has(context.identity())) {
      // Nobody would listen; what is held stays for the next time.
      forgetAllBut(Set.of());
      return;
    }
    if (!listed) {
      listed = true;
      ring.neighbours(context.identity()).forEach(store -> toAsk.add(store.identity()));
    }
    Set<Bytes32> there = new HashSet<>();
    for (RelayEntry store : ring.stores()) {
      Bytes32 peer = store.identity();
      Arc arc = ring.arc(store);
      if (peer.equals(context.identity())) {
        if (!arc.equals(own)) {
          own = arc;
          handed.clear();
        }
      } else {
        there.add(peer);
        if (!arc.equals(arcs.put(peer, arc))) {
          handed.remove(peer);
          plan(peer, between(Duration.ZERO, soon()));
        }
      }
    }
    forgetAllBut(there);
  }

  private void forgetAllBut(Set<Bytes32> there) {
    arcs.keySet().retainAll(there);
    failures.keySet().retainAll(there);
    deaf.keySet().retainAll(there);
    toAsk.retainAll(there);
    handed.retainAll(there);
    plans
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !there.contains(entry.getKey());
              if (gone) {
                entry.getValue().timer().cancel();
              }
              return gone;
            });
  }

  /** A store that may have lost what it had asks for it. */
  void wanted(Bytes32 peer) {
    Instant now = context.time().now();
    Instant until = deaf.get(peer);
    if (arcs.containsKey(peer) && (until == null || !now.isBefore(until))) {
      deaf.put(peer, now.plus(DEAF));
      handed.remove(peer);
      plan(peer, between(Duration.ZERO, ASKED));
    }
  }

  /** When a store had, or was given, all that this one has for it; from any thread. */
  Optional<Instant> last() {
    return Optional.ofNullable(last);
  }

  /** Offers at that time, unless it is to be done earlier anyway. */
  private void plan(Bytes32 peer, Duration delay) {
    Instant due = context.time().now().plus(delay);
    Plan planned = plans.get(peer);
    if (planned != null) {
      if (!planned.due().isAfter(due)) {
        return;
      }
      planned.timer().cancel();
    }
    plans.put(peer, new Plan(due, context.time().after(delay, () -> due(peer))));
  }

  private void due(Bytes32 peer) {
    plans.remove(peer);
    Arc arc = arcs.get(peer);
    Arc mine = own;
    RelayEntry store = live.relay(peer);
    if (arc == null || mine == null || store == null) {
      return;
    }
    if (underway.contains(peer) || underway.size() >= TALKS) {
      plan(peer, between(Duration.ofMillis(500), ASKED));
      return;
    }
    underway.add(peer);
    offer(store, arc.shared(mine), handed.contains(peer) ? List.of() : arc.without(mine))
        .whenComplete(
            (room, failure) -> {
              underway.remove(peer);
              if (failure == null && room && arc.equals(arcs.get(peer)) && mine.equals(own)) {
                handed.add(peer);
              }
              rest(peer, failure);
            });
  }

  private void rest(Bytes32 peer, @Nullable Throwable failure) {
    if (!arcs.containsKey(peer)) {
      return;
    }
    if (failure == null) {
      last = context.time().now();
      failures.remove(peer);
      toAsk.remove(peer);
      plan(peer, between(LEAST_REST, MOST_REST));
    } else {
      LOG.debug("a store was not offered all that it should have: {}", failure.getMessage());
      int before = failures.merge(peer, 1, Integer::sum) - 1;
      Duration least = FIRST_RETRY.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS));
      plan(peer, between(least, least.multipliedBy(2)));
    }
  }

  /**
   * Offers what lies at tags that both stores hold where they differ, and all that lies at other
   * tags of that store.
   */
  private CompletableFuture<Boolean> offer(
      RelayEntry store, List<Arc.Piece> shared, List<Arc.Piece> others) {
    boolean wants = toAsk.contains(store.identity());
    return summary(shared)
        .thenCompose(
            summary -> {
              OfferPages rest = OfferPages.all(others);
              return rest.next(shelves)
                  .thenCompose(
                      page ->
                          summary.isEmpty() && page.isEmpty() && !wants
                              ? CompletableFuture.completedFuture(true)
                              : talk(store, wants, new Offering(summary, page, rest)));
            });
  }

  private CompletableFuture<Optional<Summary>> summary(List<Arc.Piece> shared) {
    if (shared.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    byte[] salt = new byte[Summary.SALT_SIZE];
    context.random().nextBytes(salt);
    long after = context.time().now().getEpochSecond() + SOON_SECONDS;
    return new Summing(salt, after, shared)
        .run(shelves)
        .thenApply(sums -> Optional.of(sums).filter(some -> some.count() > 0))
        .thenApply(sums -> sums.map(Summing::summary));
  }

  private CompletableFuture<Boolean> talk(RelayEntry store, boolean wants, Offering offering) {
    return peers.open(store).thenCompose(circuit -> greet(circuit, wants, offering));
  }

  private CompletableFuture<Boolean> greet(PeerCircuit circuit, boolean wants, Offering offering) {
    byte[] binding = circuit.binding();
    return context
        .compute(() -> PeerHello.of(context.identity(), wants, peers::sign, binding))
        .whenComplete(
            (hello, busy) -> {
              if (busy != null) {
                circuit.close();
              }
            })
        .thenCompose(hello -> HandOverTalk.over(context, shelves, circuit, hello, offering));
  }

  /** Not all at once where a consensus comes to all, and in time where it comes often. */
  private Duration soon() {
    Duration eighth = live.voteInterval().dividedBy(8);
    return eighth.compareTo(LONGEST_SOON) < 0 ? eighth : LONGEST_SOON;
  }

  private Duration between(Duration least, Duration most) {
    long span = most.minus(least).toMillis();
    return least.plusMillis(context.random().nextLong(span + 1));
  }
}
