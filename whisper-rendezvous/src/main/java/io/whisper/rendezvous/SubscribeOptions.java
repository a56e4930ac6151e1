package io.whisper.rendezvous;

import java.time.Duration;
import java.util.Objects;

/**
 * How a topic is read. Immutable; {@link #defaults()} and the {@code with} methods make one.
 *
 * @param profile the protection of the circuits over which stores are read
 * @param since how old the posts may be that are given first, 0 to 14 days in whole seconds: with 0
 *     those that are made from now on, as their authors' clocks say
 */
public record SubscribeOptions(Profile profile, Duration since) {
  /** As long as any post lives. */
  public static final Duration MAX_SINCE = SendOptions.MAX_TTL;

  private static final SubscribeOptions DEFAULTS =
      new SubscribeOptions(Profile.BALANCED, Duration.ZERO);

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException when {@code since} is out of range
   */
  public SubscribeOptions {
    Objects.requireNonNull(profile, "profile");
    if (since.isNegative() || since.compareTo(MAX_SINCE) > 0) {
      throw new IllegalArgumentException("since is " + since + ", expected 0 to 14 days");
    }
    since = Duration.ofSeconds(since.toSeconds());
  }

  /** {@link Profile#BALANCED}, what comes from now on. */
  public static SubscribeOptions defaults() {
    return DEFAULTS;
  }

  /** The same with this profile. */
  public SubscribeOptions withProfile(Profile value) {
    return new SubscribeOptions(value, since);
  }

  /** The same with posts that are as old as this. */
  public SubscribeOptions withSince(Duration value) {
    return new SubscribeOptions(profile, value);
  }
}
