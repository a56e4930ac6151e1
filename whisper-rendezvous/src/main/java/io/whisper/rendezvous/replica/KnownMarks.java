package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Withdrawals of what a reader was not given, so that no store gives it later: a bounded number,
 * beyond which the oldest is let go. Apart from what was given, since anybody can make up a mark of
 * something that never was. Not thread-safe.
 */
final class KnownMarks {
  private final int most;
  private final Set<Bytes32> ids = new LinkedHashSet<>();

  KnownMarks(int most) {
    this.most = most;
  }

  boolean contains(Bytes32 id) {
    return ids.contains(id);
  }

  void add(Bytes32 id) {
    if (ids.add(id) && ids.size() > most) {
      ids.remove(ids.iterator().next());
    }
  }
}
