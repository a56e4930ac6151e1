package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What stores gave that is not paid for, so that none is asked for the same again: what another
 * store has under that id may carry more work. Bounded; the oldest is forgotten. Not thread-safe.
 */
final class UnpaidIds {
  private static final int MOST = 4096;

  private final Map<Place, Boolean> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Boolean> eldest) {
          return size() > MOST;
        }
      };

  private record Place(Bytes32 store, Bytes32 id) {}

  /** A store gave it. */
  void add(Bytes32 store, Bytes32 id) {
    known.put(new Place(store, id), true);
  }

  /** Whether a store gave it. */
  boolean contains(Bytes32 store, Bytes32 id) {
    return known.containsKey(new Place(store, id));
  }
}
