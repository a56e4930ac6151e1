package io.whisper.onion.directory.service;

import io.whisper.onion.directory.Consensus;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/**
 * When a node looks for the consensus after the one it holds: relays as soon as there may be one,
 * endpoints after them, and nobody at the same moment as all the others. Not thread-safe.
 */
final class FetchTimes {
  private final SecureRandom random;
  private final Duration interval;
  private final boolean endpoint;

  /** The times in a network that votes every {@code interval}. */
  FetchTimes(SecureRandom random, Duration interval, boolean endpoint) {
    this.random = random;
    this.interval = interval;
    this.endpoint = endpoint;
  }

  /** When to look for the one after {@code consensus}. */
  Instant after(Consensus consensus) {
    Duration eighth = consensus.parameters().voteInterval().dividedBy(8);
    Instant earliest = endpoint ? consensus.freshUntil().plus(eighth) : consensus.freshUntil();
    Duration spread = endpoint ? eighth.multipliedBy(4) : eighth;
    return earliest.plusMillis(random.nextLong(spread.toMillis() + 1));
  }

  /** How long to wait when a server has no newer one yet. */
  Duration whileNoneIsNewer() {
    long eighth = interval.toMillis() / 8;
    return Duration.ofMillis(eighth / 2 + random.nextLong(eighth));
  }
}
