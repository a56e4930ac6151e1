package io.whisper.rendezvous;

import io.whisper.core.seal.BoardKey;
import java.time.Duration;
import java.util.Objects;

/**
 * How a post is published. Immutable; {@link #defaults()} and the {@code with} methods make one.
 *
 * @param profile the protection of the circuits over which it is put to stores
 * @param ttl how long stores keep it, 1 second to 14 days in whole seconds
 * @param kept whether the state of its endpoint has, as long as it lives, what it takes to withdraw
 *     or replace it after a restart: a key, and the secret of its topic. See {@link
 *     Endpoint#publications}
 * @param identified whether it names the address of its endpoint, which proves it to who reads the
 *     topic and asks: {@link Post#author}
 */
public record PublishOptions(Profile profile, Duration ttl, boolean kept, boolean identified) {
  private static final PublishOptions DEFAULTS =
      new PublishOptions(Profile.BALANCED, Duration.ofHours(1), true, false);

  /**
   * Checks the range of the time to live.
   *
   * @throws IllegalArgumentException when it is out of range
   */
  public PublishOptions {
    Objects.requireNonNull(profile, "profile");
    if (ttl.compareTo(SendOptions.MIN_TTL) < 0 || ttl.compareTo(SendOptions.MAX_TTL) > 0) {
      throw new IllegalArgumentException(
          "time to live is " + ttl + ", expected 1 second to 14 days");
    }
    ttl = Duration.ofSeconds(ttl.toSeconds());
  }

  /** The longest payload in bytes: 65,536, and 65,440 where it is identified and so signed. */
  public int maxPayload() {
    return identified ? BoardKey.MAX_SIGNED_TEXT : Message.MAX_PAYLOAD;
  }

  /** Refuses a payload that is longer. */
  void checkPayload(byte[] payload) {
    Message.checkPayload(payload);
    if (payload.length > maxPayload()) {
      throw new IllegalArgumentException(
          "identified payload of " + payload.length + " bytes is not within 0 to " + maxPayload());
    }
  }

  /** {@link Profile#BALANCED}, one hour, kept, anonymous. */
  public static PublishOptions defaults() {
    return DEFAULTS;
  }

  /** The same with this profile. */
  public PublishOptions withProfile(Profile value) {
    return new PublishOptions(value, ttl, kept, identified);
  }

  /** The same with this time to live. */
  public PublishOptions withTtl(Duration value) {
    return new PublishOptions(profile, value, kept, identified);
  }

  /** The same kept over a restart, or not. */
  public PublishOptions withKept(boolean value) {
    return new PublishOptions(profile, ttl, value, identified);
  }

  /**
   * The same with or without the endpoint's address. Everybody who reads the topic sees it; who
   * asks the endpoint has a proof that it could have made itself and that convinces nobody else.
   */
  public PublishOptions withIdentified(boolean value) {
    return new PublishOptions(profile, ttl, kept, value);
  }
}
