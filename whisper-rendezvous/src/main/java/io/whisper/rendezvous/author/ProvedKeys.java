package io.whisper.rendezvous.author;

import java.util.LinkedHashMap;
import java.util.Map;

/** What authors said to be true of a bounded number of claims, the last used. Thread-safe. */
final class ProvedKeys {
  private final Map<Claim, Boolean> claims;

  /** Remembers so many. */
  ProvedKeys(int most) {
    this.claims =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Claim, Boolean> eldest) {
            return size() > most;
          }
        };
  }

  synchronized void add(Claim claim) {
    claims.put(claim, true);
  }

  synchronized boolean contains(Claim claim) {
    return claims.get(claim) != null;
  }
}
