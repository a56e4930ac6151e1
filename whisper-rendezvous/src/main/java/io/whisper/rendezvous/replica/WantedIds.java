package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.rendezvous.store.wire.Listed;
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
 * What is known to lie at a tag and was not given yet: which stores say that they have it, and
 * which of them is being asked for it. Not thread-safe.
 */
final class WantedIds {
  private static final class Entry {
    private final long expires;
    private final Set<Bytes32> holders = new HashSet<>(4);
    private @Nullable Bytes32 asked;

    Entry(long expires) {
      this.expires = expires;
    }
  }

  private final int most;
  private final Map<Bytes32, Entry> entries = new LinkedHashMap<>();
  private int underway;

  WantedIds(int most) {
    this.most = most;
  }

  /** Notes that a store has it; false when nothing more can be noted. */
  boolean add(Bytes32 store, Bytes32 id, long expires) {
    Entry entry = entries.get(id);
    if (entry == null) {
      if (entries.size() >= most) {
        return false;
      }
      entry = new Entry(expires);
      entries.put(id, entry);
    }
    entry.holders.add(store);
    return true;
  }

  /** Whether there is room for what one more message of a list may name. */
  boolean takesPage() {
    return entries.size() <= most - Listed.MAX_ENTRIES;
  }

  /** Up to {@code count} that a store has and nobody is asked for: this store is, from now on. */
  List<Bytes32> claim(Bytes32 store, int count, long now) {
    List<Bytes32> claimed = new ArrayList<>();
    for (Iterator<Map.Entry<Bytes32, Entry>> each = entries.entrySet().iterator();
        each.hasNext() && claimed.size() < count; ) {
      Map.Entry<Bytes32, Entry> next = each.next();
      Entry entry = next.getValue();
      if (entry.asked != null) {
        continue;
      }
      if (entry.expires <= now) {
        each.remove();
      } else if (entry.holders.contains(store)) {
        entry.asked = store;
        underway++;
        claimed.add(next.getKey());
      }
    }
    return claimed;
  }

  /** Whether anything is left that this store has. */
  boolean any(Bytes32 store) {
    return entries.values().stream().anyMatch(entry -> entry.holders.contains(store));
  }

  /** It is not wanted any more. */
  void remove(Bytes32 id) {
    Entry entry = entries.remove(id);
    if (entry != null && entry.asked != null) {
      underway--;
    }
  }

  /** A store does not have it after all. */
  void missing(Bytes32 store, Bytes32 id) {
    Entry entry = entries.get(id);
    if (entry != null && lost(store, entry)) {
      entries.remove(id);
    }
  }

  /** A store is asked no more. */
  void leave(Bytes32 store) {
    entries.values().removeIf(entry -> lost(store, entry));
  }

  /** How many stores are being asked for. */
  int underway() {
    return underway;
  }

  int size() {
    return entries.size();
  }

  /** Whether no store is left that has it. */
  private boolean lost(Bytes32 store, Entry entry) {
    if (Objects.equals(entry.asked, store)) {
      entry.asked = null;
      underway--;
    }
    return entry.holders.remove(store) && entry.holders.isEmpty();
  }
}
