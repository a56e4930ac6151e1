package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeTerms;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a reader was given already, by ids, a bounded number. Not thread-safe.
 *
 * <p>As long as there is room nothing is forgotten, whatever the clock does. Where there is none,
 * what has expired goes first, and then what no store has named for the longest time: so what lies
 * at stores stays known unless more than the bound lies there, and what is new is always new.
 */
final class SeenIds {
  /** Expired ids are looked for once in so many parts of the bound that came. */
  private static final int SWEEPS = 16;

  private static final class Seen {
    private final long expires;
    private boolean gone;

    Seen(long expires) {
      this.expires = expires;
    }
  }

  private final int most;

  /** In the order in which they were named last. */
  private final Map<Bytes32, Seen> seen = new LinkedHashMap<>(16, 0.75f, true);

  private int untilSweep;

  SeenIds(int most) {
    this.most = most;
  }

  /** A store names an envelope: whether it was not given before, as far as is known. */
  boolean isNew(Bytes32 id) {
    return seen.get(id) == null;
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

  /**
   * Remembers something new.
   *
   * @return whether something had to be forgotten for it that has not expired
   */
  boolean add(Bytes32 id, long expires, long now) {
    // Clocks are set back by a little; what expired just now may come again then.
    long over = now - EnvelopeTerms.CLOCK_TOLERANCE_SECONDS;
    if (seen.size() >= most && untilSweep <= 0) {
      seen.values().removeIf(each -> each.expires <= over);
      untilSweep = most / SWEEPS;
    }
    untilSweep--;
    boolean forgot = false;
    if (seen.size() >= most) {
      Bytes32 first = seen.keySet().iterator().next();
      Seen forgotten = seen.remove(first);
      forgot = forgotten != null && forgotten.expires > over;
    }
    seen.put(id, new Seen(expires));
    return forgot;
  }

  int size() {
    return seen.size();
  }
}
