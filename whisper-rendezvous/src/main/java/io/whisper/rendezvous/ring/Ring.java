package io.whisper.rendezvous.ring;

import io.whisper.core.bytes.Bytes32;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The stores of a consensus in the order of their ring places (docs/protocol.md, "The ring").
 *
 * <p>What has a tag lies at the {@link #REPLICAS} stores that follow the tag clockwise, the store
 * at the very place of the tag included. Immutable.
 */
public final class Ring {
  /** How many stores hold what lies at one tag. */
  public static final int REPLICAS = 3;

  private final NavigableMap<Bytes32, RelayEntry> stores = new TreeMap<>();

  private Ring(Collection<RelayEntry> relays) {
    for (RelayEntry relay : relays) {
      if (relay.flags().contains(RelayFlag.STORE)) {
        stores.put(relay.ringPlace(), relay);
      }
    }
  }

  /** The ring of those among {@code relays} that are stores. */
  public static Ring of(Collection<RelayEntry> relays) {
    return new Ring(relays);
  }

  /** The stores that hold {@code tag}, nearest first: fewer than 3 when there are not as many. */
  public List<RelayEntry> replicas(Bytes32 tag) {
    return following(tag, REPLICAS);
  }

  /**
   * Whether a relay is among the stores that may be asked to hold {@code tag}: twice as many as
   * replicas, since whoever asks may go by the consensus before or after this one.
   */
  public boolean answersFor(Bytes32 relay, Bytes32 tag) {
    return following(tag, 2 * REPLICAS).stream().anyMatch(store -> store.identity().equals(relay));
  }

  /** The stores in the order of their places. */
  public List<RelayEntry> stores() {
    return List.copyOf(stores.values());
  }

  /** Whether this relay is one of the stores. */
  public boolean has(Bytes32 relay) {
    return stores.values().stream().anyMatch(store -> store.identity().equals(relay));
  }

  /** The tags of which a store is a replica. */
  public Arc arc(RelayEntry store) {
    Bytes32 before = store.ringPlace();
    for (int i = 0; i < REPLICAS; i++) {
      Bytes32 lower = stores.lowerKey(before);
      before = lower == null ? stores.lastKey() : lower;
      if (before.equals(store.ringPlace())) {
        // No more stores than replicas: each has everything.
        break;
      }
    }
    return new Arc(before, store.ringPlace());
  }

  /** The stores with which this one shares tags, when it is on the ring. */
  public List<RelayEntry> neighbours(Bytes32 relay) {
    List<RelayEntry> all = stores();
    List<RelayEntry> found = new ArrayList<>();
    int self = 0;
    while (self < all.size() && !all.get(self).identity().equals(relay)) {
      self++;
    }
    if (self == all.size()) {
      return List.of();
    }
    int reach = REPLICAS - 1;
    for (int i = -reach; i <= reach; i++) {
      RelayEntry store = all.get(Math.floorMod(self + i, all.size()));
      if (!store.identity().equals(relay) && !found.contains(store)) {
        found.add(store);
      }
    }
    return List.copyOf(found);
  }

  /** How many stores there are. */
  public int size() {
    return stores.size();
  }

  private List<RelayEntry> following(Bytes32 tag, int count) {
    List<RelayEntry> found = new ArrayList<>(count);
    for (var half : List.of(stores.tailMap(tag, true), stores.headMap(tag, false))) {
      for (RelayEntry store : half.values()) {
        if (found.size() == count) {
          return List.copyOf(found);
        }
        found.add(store);
      }
    }
    return List.copyOf(found);
  }
}
