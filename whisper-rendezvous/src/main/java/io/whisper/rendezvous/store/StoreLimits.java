package io.whisper.rendezvous.store;

import io.whisper.core.limit.Rate;
import java.time.Duration;

/**
 * The bounds of a {@link StoreService}.
 *
 * @param documents how many documents are held, 1 to 10,000,000
 * @param perLink requests taken from one link, whatever their circuit
 * @param longestLife how far ahead a document may expire, 1 minute to 28 days
 */
public record StoreLimits(int documents, Rate perLink, Duration longestLife) {

  /** Checks the ranges. */
  public StoreLimits {
    if (documents < 1 || documents > 10_000_000) {
      throw new IllegalArgumentException("documents is " + documents + ", expected 1 to 10000000");
    }
    if (longestLife.compareTo(Duration.ofMinutes(1)) < 0
        || longestLife.compareTo(Duration.ofDays(28)) > 0) {
      throw new IllegalArgumentException(
          "longestLife is " + longestLife + ", expected 1 minute to 28 days");
    }
  }

  /** 32,768 documents (128 MiB at most) for up to 25 hours; 200 requests a second from a link. */
  public static StoreLimits defaults() {
    return new StoreLimits(32_768, new Rate(200, 2000), Duration.ofHours(25));
  }
}
