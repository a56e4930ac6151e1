package io.whisper.onion.directory;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The parameters of a network as a document gives them; what it leaves out has its standard value.
 *
 * <p>Names that this version does not know are kept, and a known value out of its range counts as
 * the nearest in it, so that a newer network does not strand older nodes.
 *
 * @param values the values given, by {@link NetworkParameter#key()}, in order of their names
 */
public record NetworkParameters(Map<String, Long> values) {
  /** The most parameters that a document may carry. */
  public static final int MAX_PARAMETERS = 256;

  /** All parameters at their standard values. */
  public static final NetworkParameters STANDARD = new NetworkParameters(Map.of());

  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  /** Refuses names and values that no document may carry. */
  public NetworkParameters {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
    if (values.size() > MAX_PARAMETERS) {
      throw new IllegalArgumentException(
          values.size() + " parameters; accepted are " + MAX_PARAMETERS);
    }
    values.forEach(
        (key, value) -> {
          if (!KEY.matcher(key).matches() || value < 0) {
            throw new IllegalArgumentException(
                "parameter "
                    + key
                    + " = "
                    + value
                    + "; accepted are names such as"
                    + " vote-interval-seconds and values from 0");
          }
        });
  }

  /** The value of {@code parameter}, always within its range. */
  public long get(NetworkParameter parameter) {
    long value = values.getOrDefault(parameter.key(), parameter.standard());
    return Math.max(parameter.min(), Math.min(parameter.max(), value));
  }

  /** These parameters with {@code parameter} set to {@code value}, which must be in its range. */
  public NetworkParameters with(NetworkParameter parameter, long value) {
    if (value < parameter.min() || value > parameter.max()) {
      throw new IllegalArgumentException(
          parameter.key()
              + " = "
              + value
              + "; accepted is "
              + parameter.min()
              + " to "
              + parameter.max());
    }
    Map<String, Long> changed = new TreeMap<>(values);
    changed.put(parameter.key(), value);
    return new NetworkParameters(changed);
  }

  /** The time from one vote to the next. */
  public Duration voteInterval() {
    return Duration.ofSeconds(get(NetworkParameter.VOTE_INTERVAL_SECONDS));
  }

  /** How long after its valid-after a consensus may be used. */
  public Duration consensusLife() {
    return Duration.ofSeconds(get(NetworkParameter.CONSENSUS_LIFE_SECONDS));
  }

  /** The length of a time period in minutes. */
  public int periodMinutes() {
    return (int) get(NetworkParameter.PERIOD_MINUTES);
  }

  /** The number of time periods after which a ring place is drawn anew, at least 1. */
  public long ringPlacePeriods() {
    return Math.max(1, get(NetworkParameter.RING_PLACE_DAYS) * 1_440 / periodMinutes());
  }

  /** After which time a relay makes a new onion key. */
  public Duration onionKeyLife() {
    return Duration.ofDays(get(NetworkParameter.ONION_KEY_DAYS));
  }

  /** The number of time periods for which a new relay waits for its ring place. */
  public long ringWaitPeriods() {
    return get(NetworkParameter.RING_WAIT_DAYS) * 1_440 / periodMinutes();
  }

  /** Whether relays may share address blocks and lie on private addresses. */
  public boolean relaxAddressBlocks() {
    return get(NetworkParameter.RELAX_ADDRESS_BLOCKS) == 1;
  }

  /** How long a presence lives. */
  public Duration presenceLife() {
    return Duration.ofSeconds(get(NetworkParameter.PRESENCE_LIFE_SECONDS));
  }

  /** How long after its publication a presence is published anew. */
  public Duration presenceRepublish() {
    return Duration.ofSeconds(get(NetworkParameter.PRESENCE_REPUBLISH_SECONDS));
  }

  /** The least proof of work that an introduction must carry. */
  public long minimumIntroductionWork() {
    return get(NetworkParameter.MINIMUM_INTRODUCTION_WORK);
  }

  /**
   * The least proof of work of an envelope, in hashes for 10^9 bytes times seconds: 200,000 unless
   * the network says otherwise, 0 where it asks for none.
   */
  public long minimumWork() {
    return get(NetworkParameter.MINIMUM_WORK);
  }

  /**
   * The least proof of work for which readers and other stores take an envelope that a store has:
   * {@link #minimumWork()}, or less where the network says so because it asked for less before.
   */
  public long acceptedWork() {
    return Math.min(minimumWork(), get(NetworkParameter.ACCEPTED_WORK));
  }
}
