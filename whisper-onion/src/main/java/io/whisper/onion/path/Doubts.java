package io.whisper.onion.path;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The relays behind the guards that a circuit just waited for in vain: for a while paths are drawn
 * without them where that can be.
 *
 * <p>Few at a time: who can break circuits must not be able to leave an endpoint no relays but his.
 * Confined to the thread of the {@link PathSelector}.
 */
final class Doubts {
  /** How many relays may be in doubt. */
  static final int MOST = 2;

  private static final Duration LIFE = Duration.ofSeconds(30);

  private final TimeSource time;
  private final Map<Bytes32, Instant> until = new LinkedHashMap<>();

  Doubts(TimeSource time) {
    this.time = time;
  }

  /** A circuit waited for this relay in vain. */
  void add(Bytes32 relay) {
    until.remove(relay);
    if (until.size() >= MOST) {
      until.remove(until.keySet().iterator().next());
    }
    until.put(relay, time.now().plus(LIFE));
  }

  /** A circuit through this relay stands. */
  void remove(Bytes32 relay) {
    until.remove(relay);
  }

  /** Those in doubt now. */
  Set<Bytes32> relays() {
    Instant now = time.now();
    until.values().removeIf(end -> !now.isBefore(end));
    return Set.copyOf(until.keySet());
  }
}
