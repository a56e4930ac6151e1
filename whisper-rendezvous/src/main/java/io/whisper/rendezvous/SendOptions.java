package io.whisper.rendezvous;

import java.time.Duration;
import java.util.Objects;

/**
 * How a message is sent. Immutable; {@link #defaults()} and the {@code with} methods make one.
 *
 * @param profile the protection of the circuits that carry it
 * @param ttl how long it is worth delivering, 1 second to 14 days in whole seconds
 * @param identified whether the recipient learns the sender's address with a proof that convinces
 *     it and nobody else; otherwise the sender stays anonymous
 */
public record SendOptions(Profile profile, Duration ttl, boolean identified) {
  /** The shortest time to live. */
  public static final Duration MIN_TTL = Duration.ofSeconds(1);

  /** The longest time to live. */
  public static final Duration MAX_TTL = Duration.ofDays(14);

  private static final SendOptions DEFAULTS =
      new SendOptions(Profile.BALANCED, Duration.ofHours(1), false);

  /**
   * Checks the range of the time to live.
   *
   * @throws IllegalArgumentException when it is out of range
   */
  public SendOptions {
    Objects.requireNonNull(profile, "profile");
    if (ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
      throw new IllegalArgumentException(
          "time to live is " + ttl + ", expected 1 second to 14 days");
    }
    ttl = Duration.ofSeconds(ttl.toSeconds());
  }

  /** {@link Profile#BALANCED}, one hour, anonymous. */
  public static SendOptions defaults() {
    return DEFAULTS;
  }

  /** The same with this profile. */
  public SendOptions withProfile(Profile value) {
    return new SendOptions(value, ttl, identified);
  }

  /** The same with this time to live. */
  public SendOptions withTtl(Duration value) {
    return new SendOptions(profile, value, identified);
  }

  /** The same with the sender known to the recipient, or anonymous. */
  public SendOptions withIdentified(boolean value) {
    return new SendOptions(profile, ttl, value);
  }
}
