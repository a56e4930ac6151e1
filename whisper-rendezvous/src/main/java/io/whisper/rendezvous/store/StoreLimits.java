package io.whisper.rendezvous.store;

import io.whisper.core.limit.Rate;
import java.time.Duration;

/**
 * The bounds of a {@link StoreService}, beside the quota of its envelopes.
 *
 * @param documents how many presences are held, 1 to 10,000,000
 * @param perLink requests taken from one link, whatever their circuit
 * @param longestLife how far ahead a presence may expire, 1 minute to 28 days
 * @param subscriptions how many circuits may follow tags, 1 to 10,000,000
 * @param putMemory the bytes of documents that are being put, over all circuits, from 1 MiB
 * @param putsPerSecond the envelopes a second above which more work is asked for, 1 to 1,000,000
 */
public record StoreLimits(
    int documents,
    Rate perLink,
    Duration longestLife,
    int subscriptions,
    long putMemory,
    int putsPerSecond) {
  private static final long LEAST_MEMORY = 1 << 20;

  /** Checks the ranges. */
  public StoreLimits {
    within("documents", documents, 1, 10_000_000);
    within("subscriptions", subscriptions, 1, 10_000_000);
    within("putMemory", putMemory, LEAST_MEMORY, Long.MAX_VALUE);
    within("putsPerSecond", putsPerSecond, 1, 1_000_000);
    if (longestLife.compareTo(Duration.ofMinutes(1)) < 0
        || longestLife.compareTo(Duration.ofDays(28)) > 0) {
      throw new IllegalArgumentException(
          "longestLife is " + longestLife + ", expected 1 minute to 28 days");
    }
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + least + " to " + most);
    }
  }

  /**
   * 32,768 presences (128 MiB at most) for up to 25 hours; 200 requests a second from a link;
   * 32,768 subscriptions; 64 MiB of documents being put; 200 envelopes a second.
   */
  public static StoreLimits defaults() {
    return new StoreLimits(
        32_768, new Rate(200, 2000), Duration.ofHours(25), 32_768, 64L << 20, 200);
  }
}
