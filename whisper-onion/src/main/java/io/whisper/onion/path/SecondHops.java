package io.whisper.onion.path;

import io.whisper.onion.directory.RelayEntry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The few relays that may stand second on the paths of an endpoint, each for 1 to 12 days. Confined
 * to {@link Guards}, which keeps them on the disk.
 */
final class SecondHops {
  private static final Duration LIFE_LEAST = Duration.ofDays(1);
  private static final Duration LIFE_MOST = Duration.ofDays(12);

  private final SecureRandom random;
  private final List<GuardRecord.SecondHop> hops;

  /** Those that were kept. */
  SecondHops(SecureRandom random, List<GuardRecord.SecondHop> kept) {
    this.random = random;
    this.hops = new ArrayList<>(kept);
  }

  /** Those that are to be kept. */
  List<GuardRecord.SecondHop> kept() {
    return List.copyOf(hops);
  }

  /** The relays, which the candidates of the last {@link #refresh} list all. */
  List<RelayEntry> relays(Candidates candidates) {
    List<RelayEntry> relays = new ArrayList<>(hops.size());
    for (GuardRecord.SecondHop hop : hops) {
      relays.add(Objects.requireNonNull(candidates.get(hop.identity())));
    }
    return relays;
  }

  /**
   * Forgets who expired, left or fits no longer, and samples who is missing; says whether anything
   * changed.
   */
  boolean refresh(Candidates candidates, Predicate<RelayEntry> fits, Instant now) {
    boolean changed =
        hops.removeIf(
            hop -> {
              RelayEntry relay = candidates.get(hop.identity());
              return !now.isBefore(hop.expires()) || relay == null || !fits.test(relay);
            });
    while (hops.size() < Guards.SECOND_HOPS && sample(candidates, fits, now)) {
      changed = true;
    }
    return changed;
  }

  private boolean sample(Candidates candidates, Predicate<RelayEntry> fits, Instant now) {
    RelayEntry drawn = candidates.draw(relay -> !has(relay) && fits.test(relay), random);
    if (drawn == null) {
      return false;
    }
    // The later of two draws: most stay long, and none can be timed.
    Duration one = life();
    Duration two = life();
    hops.add(
        new GuardRecord.SecondHop(drawn.identity(), now.plus(one.compareTo(two) > 0 ? one : two)));
    return true;
  }

  private boolean has(RelayEntry relay) {
    return hops.stream().anyMatch(hop -> hop.identity().equals(relay.identity()));
  }

  private Duration life() {
    return Duration.ofSeconds(random.nextLong(LIFE_LEAST.toSeconds(), LIFE_MOST.toSeconds() + 1));
  }
}
