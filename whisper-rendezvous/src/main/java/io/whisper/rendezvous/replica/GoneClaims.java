package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What single stores say was withdrawn, until a second one says so too or still has it: one store
 * alone cannot make anything disappear. Not thread-safe.
 */
final class GoneClaims {
  /** How many are looked into at a time; of more, the oldest is let go. */
  private static final int MOST = 1024;

  private static final class Claim {
    private final Set<Bytes32> stores = new HashSet<>(4);
    private @Nullable Bytes32 asked;
  }

  private final Map<Bytes32, Claim> claims = new LinkedHashMap<>();

  /** Notes what a store says; whether as many as {@code needed} have said it by now. */
  boolean add(Bytes32 store, Bytes32 id, int needed) {
    Claim claim = claims.computeIfAbsent(id, none -> new Claim());
    claim.stores.add(store);
    claim.asked = null;
    if (claim.stores.size() >= needed) {
      claims.remove(id);
      return true;
    }
    if (claims.size() > MOST) {
      Iterator<Bytes32> oldest = claims.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return false;
  }

  /** A store still has it. */
  void refute(Bytes32 id) {
    claims.remove(id);
  }

  /** Up to {@code count} of others' claims that a store has not been asked about. */
  List<Bytes32> claim(Bytes32 store, int count) {
    List<Bytes32> asked = new ArrayList<>();
    for (Map.Entry<Bytes32, Claim> each : claims.entrySet()) {
      Claim claim = each.getValue();
      if (asked.size() < count && claim.asked == null && !claim.stores.contains(store)) {
        claim.asked = store;
        asked.add(each.getKey());
      }
    }
    return asked;
  }

  /** A store is asked no more. */
  void leave(Bytes32 store) {
    claims.values().stream()
        .filter(claim -> Objects.equals(claim.asked, store))
        .forEach(claim -> claim.asked = null);
  }
}
