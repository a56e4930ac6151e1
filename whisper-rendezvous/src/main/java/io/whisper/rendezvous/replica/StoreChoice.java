package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.rendezvous.overlay.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which replica is tried next: any of those that are not to be left alone for a while because of
 * what happened there. Confined to the loop.
 */
final class StoreChoice {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** For stores that gave what they must not have given, or do not accept a proof. */
  private static final Duration LONGEST_SHUNNED = Duration.ofMinutes(20);

  private static final class Failures {
    private final Pause pause;
    private @Nullable Instant until;

    Failures(Pause pause) {
      this.pause = pause;
    }
  }

  private final Replicas replicas;
  private final Map<Bytes32, Failures> failed = new HashMap<>();

  StoreChoice(Replicas replicas) {
    this.replicas = replicas;
  }

  /** One of these that may be tried now and is not excepted. */
  Optional<RelayEntry> draw(List<RelayEntry> stores, Set<Bytes32> except) {
    List<RelayEntry> candidates = new ArrayList<>();
    for (RelayEntry store : stores) {
      if (!except.contains(store.identity()) && wait(store.identity()).isZero()) {
        candidates.add(store);
      }
    }
    Collections.shuffle(candidates, replicas.random());
    return candidates.stream().findFirst();
  }

  /**
   * One of these that is not excepted; one that is to be left alone only when there is no other.
   */
  Optional<RelayEntry> drawAny(List<RelayEntry> stores, Set<Bytes32> except) {
    return draw(stores, except)
        .or(() -> stores.stream().filter(each -> !except.contains(each.identity())).findFirst());
  }

  /** How long until the first of these may be tried. */
  Duration untilFirst(Collection<RelayEntry> stores, Set<Bytes32> except) {
    return stores.stream()
        .map(RelayEntry::identity)
        .filter(store -> !except.contains(store))
        .map(this::wait)
        .min(Duration::compareTo)
        .orElse(LONGEST_PAUSE);
  }

  /** Something happened that speaks against a store for a while. */
  void failed(Bytes32 store, Fault fault) {
    Failures failures =
        failed.computeIfAbsent(
            store, none -> new Failures(new Pause(replicas.random(), FIRST_PAUSE, LONGEST_PAUSE)));
    Duration wait =
        switch (fault) {
          case LIED, REFUSED -> replicas.upTo(LONGEST_SHUNNED);
          case NOT_RESPONSIBLE -> replicas.upTo(LONGEST_PAUSE);
          case LOST, LIMITED, CLOSED -> failures.pause.next();
        };
    failures.until = replicas.time().now().plus(wait);
  }

  /** A store has served well for a while. */
  void served(Bytes32 store) {
    failed.remove(store);
  }

  /** Forgets all stores but these. */
  void keepOnly(Collection<Bytes32> stores) {
    failed.keySet().retainAll(stores);
  }

  private Duration wait(Bytes32 store) {
    Failures failures = failed.get(store);
    if (failures == null || failures.until == null) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(replicas.time().now(), failures.until);
    // A clock that was set back must not keep a store away for longer than was meant.
    Duration most = left.compareTo(LONGEST_SHUNNED) > 0 ? LONGEST_SHUNNED : left;
    return most.isNegative() ? Duration.ZERO : most;
  }
}
