package io.whisper.rendezvous;

import io.whisper.core.bytes.Bytes32;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The posts of which it is known that a listener has them and may be told that they are gone or
 * proved: a bounded number, beyond which the first is forgotten. Not thread-safe.
 */
final class GivenPosts {
  /** How many a subscription remembers, over all periods that it reads. */
  static final int MOST = 65_536;

  private final int most;
  private final Set<Bytes32> ids = new LinkedHashSet<>();

  GivenPosts(int most) {
    this.most = most;
  }

  /** Remembers a post; whether another one had to be forgotten for it. */
  boolean add(Bytes32 id) {
    if (!ids.add(id) || ids.size() <= most) {
      return false;
    }
    return ids.remove(ids.iterator().next());
  }

  /** Forgets a post; whether it was known. */
  boolean remove(Bytes32 id) {
    return ids.remove(id);
  }

  boolean contains(Bytes32 id) {
    return ids.contains(id);
  }
}
