package io.whisper.rendezvous.overlay;

import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Relays drawn at random by their weight. */
public final class RelayDraw {
  private RelayDraw() {}

  /** A relay that serves as introduction point. */
  public static Optional<RelayEntry> introductionPoint(
      Overlay overlay, Predicate<RelayEntry> accepted) {
    return draw(
        overlay, relay -> relay.flags().contains(RelayFlag.INTRODUCTION) && accepted.test(relay));
  }

  /** A relay to meet at: every relay can be one. */
  public static Optional<RelayEntry> rendezvousPoint(
      Overlay overlay, Predicate<RelayEntry> accepted) {
    return draw(overlay, accepted);
  }

  private static Optional<RelayEntry> draw(Overlay overlay, Predicate<RelayEntry> accepted) {
    List<RelayEntry> relays =
        overlay.current().stream()
            .flatMap(live -> live.relays().stream())
            .filter(accepted)
            .toList();
    return byWeight(overlay.random(), relays);
  }

  /** One of the relays, each as likely as its weight says; those of weight 0 count as 1. */
  static Optional<RelayEntry> byWeight(SecureRandom random, List<RelayEntry> relays) {
    if (relays.isEmpty()) {
      return Optional.empty();
    }
    long total = relays.stream().mapToLong(RelayDraw::weight).sum();
    long drawn = random.nextLong(total);
    for (RelayEntry relay : relays) {
      drawn -= weight(relay);
      if (drawn < 0) {
        return Optional.of(relay);
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }

  private static long weight(RelayEntry relay) {
    return Math.max(1, relay.weight());
  }
}
