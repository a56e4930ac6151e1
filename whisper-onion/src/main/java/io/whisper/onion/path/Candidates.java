package io.whisper.onion.path;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The relays of one consensus, and which of them may not share a path. Immutable. */
final class Candidates {
  static final Candidates NONE = new Candidates(List.of(), false);

  private final Map<Bytes32, RelayEntry> relays = new LinkedHashMap<>();
  private final Map<Bytes32, Set<AddressBlock>> blocks = new HashMap<>();

  Candidates(Collection<RelayEntry> relays, boolean relaxAddressBlocks) {
    for (RelayEntry relay : relays) {
      this.relays.put(relay.identity(), relay);
      this.blocks.put(relay.identity(), relaxAddressBlocks ? Set.of() : AddressBlock.of(relay));
    }
  }

  Collection<RelayEntry> all() {
    return Collections.unmodifiableCollection(relays.values());
  }

  @Nullable RelayEntry get(Bytes32 identity) {
    return relays.get(identity);
  }

  /** The relay when it is listed as one that may be a guard. */
  @Nullable RelayEntry guard(Bytes32 identity) {
    RelayEntry relay = relays.get(identity);
    return relay != null && relay.flags().contains(RelayFlag.GUARD) ? relay : null;
  }

  /** Why these two listed relays may not stand on one path, or null when they may. */
  @Nullable PathConstraint conflict(RelayEntry one, RelayEntry other) {
    if (one.identity().equals(other.identity())) {
      return PathConstraint.REPEATED;
    }
    if (!Collections.disjoint(one.families(), other.families())) {
      return PathConstraint.FAMILY;
    }
    return Collections.disjoint(blocksOf(one), blocksOf(other))
        ? null
        : PathConstraint.ADDRESS_BLOCK;
  }

  /** One of the relays that fit, each as likely as its weight says; null when none fits. */
  @Nullable RelayEntry draw(Predicate<RelayEntry> fits, SecureRandom random) {
    List<RelayEntry> fitting = new ArrayList<>();
    double total = 0;
    for (RelayEntry relay : relays.values()) {
      if (fits.test(relay)) {
        fitting.add(relay);
        total += relay.weight();
      }
    }
    if (fitting.isEmpty()) {
      return null;
    }
    if (total <= 0) {
      return fitting.get(random.nextInt(fitting.size()));
    }
    double point = random.nextDouble() * total;
    for (RelayEntry relay : fitting) {
      point -= relay.weight();
      if (point < 0) {
        return relay;
      }
    }
    // Rounding may leave the point at the very end.
    return fitting.get(fitting.size() - 1);
  }

  private Set<AddressBlock> blocksOf(RelayEntry relay) {
    return blocks.getOrDefault(relay.identity(), Set.of());
  }
}
