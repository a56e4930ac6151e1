package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeTerms;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * What a reader was given already, by ids, each until it expires. Not thread-safe.
 *
 * <p>What was forgotten is never given again: nothing is new that expires no later than anything
 * that was forgotten, whatever the clock does.
 */
final class SeenIds {
  private static final class Seen {
    private final Bytes32 id;
    private final long expires;
    private boolean gone;

    Seen(Bytes32 id, long expires) {
      this.id = id;
      this.expires = expires;
    }
  }

  private final int most;
  private final Map<Bytes32, Seen> seen = new HashMap<>();
  private final PriorityQueue<Seen> byExpiry =
      new PriorityQueue<>(Comparator.comparingLong(each -> each.expires));
  private long horizon;

  SeenIds(int most) {
    this.most = most;
  }

  /** Whether an envelope was not given before and may be given. */
  boolean isNew(Bytes32 id, long expires) {
    return expires > horizon && !seen.containsKey(id);
  }

  /** Whether it was given, has not expired, and nobody was told that it is gone. */
  boolean stands(Bytes32 id, long now) {
    Seen known = seen.get(id);
    return known != null && !known.gone && known.expires > now;
  }

  /** It is gone, and whoever has to know does. */
  void gone(Bytes32 id) {
    Seen known = seen.get(id);
    if (known != null) {
      known.gone = true;
    }
  }

  /** Remembers something new. */
  void add(Bytes32 id, long expires, long now) {
    // Clocks are set back by a little; what expired just now may come again then.
    forgetUntil(now - EnvelopeTerms.CLOCK_TOLERANCE_SECONDS);
    if (seen.size() >= most) {
      forget(byExpiry.remove());
    }
    Seen added = new Seen(id, expires);
    seen.put(id, added);
    byExpiry.add(added);
  }

  int size() {
    return seen.size();
  }

  private void forgetUntil(long moment) {
    for (Seen first = byExpiry.peek();
        first != null && first.expires <= moment;
        first = byExpiry.peek()) {
      forget(byExpiry.remove());
    }
  }

  private void forget(Seen old) {
    seen.remove(old.id);
    horizon = Math.max(horizon, old.expires);
  }
}
