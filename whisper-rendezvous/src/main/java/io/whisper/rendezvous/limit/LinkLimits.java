package io.whisper.rendezvous.limit;

import io.whisper.core.time.TimeSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One {@link TokenBucket} for each link.
 *
 * <p>Buckets of the {@value #MAX_LINKS} links last heard of are kept: one that was silent for so
 * long is full again anyway. Not thread-safe.
 */
public final class LinkLimits {
  private static final int MAX_LINKS = 8192;

  private final Rate rate;
  private final TimeSource time;
  private final Map<Object, TokenBucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, TokenBucket> eldest) {
          return size() > MAX_LINKS;
        }
      };

  /** Limits of {@code rate} for each link. */
  public LinkLimits(Rate rate, TimeSource time) {
    this.rate = rate;
    this.time = time;
  }

  /** Takes a token of the link that {@code linkKey} stands for, or answers false. */
  public boolean take(Object linkKey) {
    return buckets
        .computeIfAbsent(linkKey, key -> new TokenBucket(rate, time.now()))
        .take(time.now());
  }
}
