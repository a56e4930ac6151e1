package io.whisper.onion.directory;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** One number that all of a network agree on, with the value where nobody says otherwise. */
public enum NetworkParameter {
  /** Seconds from one vote to the next. */
  VOTE_INTERVAL_SECONDS(3_600, 2, 86_400),
  /** Seconds from valid-after for which a consensus may be used. */
  CONSENSUS_LIFE_SECONDS(86_400, 10, 604_800),
  /** Minutes in a time period. */
  PERIOD_MINUTES(1_440, 1, 43_200),
  /** Days after which a relay's ring place is drawn anew. */
  RING_PLACE_DAYS(14, 1, 365),
  /** Days for which a new relay is listed before it has a ring place. */
  RING_WAIT_DAYS(14, 0, 365),
  /** Days after which a relay makes a new onion key. */
  ONION_KEY_DAYS(7, 1, 90),
  /** 1 where relays may share address blocks and lie on private addresses: test networks only. */
  RELAX_ADDRESS_BLOCKS(0, 0, 1),
  /** The most relays admitted in one IPv4 /16 or IPv6 /32. */
  RELAYS_PER_ADDRESS_BLOCK(8, 1, 65_535),
  /** The most relays admitted with one contact or in one family. */
  RELAYS_PER_OPERATOR(32, 1, 65_535),
  /** What a weight above it counts as. */
  MAXIMUM_RELAY_WEIGHT(1_000_000, 1, RelayEntry.MAX_WEIGHT),
  /** Seconds that a presence lives. */
  PRESENCE_LIFE_SECONDS(10_800, 10, 86_400),
  /** Seconds after which a recipient that is online publishes its presence anew. */
  PRESENCE_REPUBLISH_SECONDS(3_600, 2, 86_400),
  /** The least proof of work that an introduction must carry. */
  MINIMUM_INTRODUCTION_WORK(0, 0, 1L << 40),
  /** The least proof of work of an envelope, in hashes for 10^9 bytes times seconds. */
  MINIMUM_WORK(200_000, 0, 1L << 40),
  /** What readers take an envelope for where it is less than {@link #MINIMUM_WORK}. */
  ACCEPTED_WORK(1L << 40, 0, 1L << 40);

  private final long standard;
  private final long min;
  private final long max;

  NetworkParameter(long standard, long min, long max) {
    this.standard = standard;
    this.min = min;
    this.max = max;
  }

  /** Its name in documents and in the network file, such as {@code vote-interval-seconds}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its value where nobody says otherwise. */
  public long standard() {
    return standard;
  }

  /** Its least value. */
  public long min() {
    return min;
  }

  /** Its largest value. */
  public long max() {
    return max;
  }

  /** The parameter that {@code key} names. */
  public static Optional<NetworkParameter> of(String key) {
    return Arrays.stream(values()).filter(parameter -> parameter.key().equals(key)).findFirst();
  }
}
