package io.whisper.rendezvous;

import java.time.Duration;
import java.util.Objects;

/**
 * How a topic is read. Immutable; {@link #defaults()} and the {@code with} methods make one.
 *
 * @param profile the protection of the circuits over which stores are read
 * @param since how old the posts may be that are given first, 0 to 14 days in whole seconds: with 0
 *     those that are made from now on, as their authors' clocks say
 * @param authorsAsked whether authors that posts name are asked, at their addresses, whether it is
 *     so: {@link Post#author}
 */
public record SubscribeOptions(Profile profile, Duration since, boolean authorsAsked) {
  /** As long as any post lives. */
  public static final Duration MAX_SINCE = SendOptions.MAX_TTL;

  private static final SubscribeOptions DEFAULTS =
      new SubscribeOptions(Profile.BALANCED, Duration.ZERO, false);

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

  /** {@link Profile#BALANCED}, what comes from now on, no author asked. */
  public static SubscribeOptions defaults() {
    return DEFAULTS;
  }

  /** The same with this profile. */
  public SubscribeOptions withProfile(Profile value) {
    return new SubscribeOptions(value, since, authorsAsked);
  }

  /** The same with posts that are as old as this. */
  public SubscribeOptions withSince(Duration value) {
    return new SubscribeOptions(profile, value, authorsAsked);
  }

  /**
   * The same with authors asked or not. Whoever a post names then hears, from nobody in particular,
   * that somebody reads the topic; without this nobody does.
   */
  public SubscribeOptions withAuthorsAsked(boolean value) {
    return new SubscribeOptions(profile, since, value);
  }
}
