package io.whisper.rendezvous.limit;

import io.whisper.core.limit.Rate;
import io.whisper.core.limit.TokenBucket;
import io.whisper.core.time.TimeSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each link may still ask something of a service: one {@link TokenBucket} a link.
 *
 * <p>Buckets of the {@value #MAX_LINKS} links last heard of are kept: one that was silent for so
 * long is full again anyway. Not thread-safe.
 */
public final class LinkRates {
  private static final int MAX_LINKS = 8192;

  private final Rate rate;
  private final Map<Object, TokenBucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, TokenBucket> eldest) {
          return size() > MAX_LINKS;
        }
      };

  /** The same rate for each link. */
  public LinkRates(Rate rate) {
    this.rate = rate;
  }

  /** Takes a token of the link that {@code linkKey} stands for, or answers false. */
  public boolean take(Object linkKey, TimeSource time) {
    return buckets.computeIfAbsent(linkKey, key -> new TokenBucket(rate, time)).take(1);
  }
}
