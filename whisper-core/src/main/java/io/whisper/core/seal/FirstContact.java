package io.whisper.core.seal;

/**
 * What a sender says at first contact: a payload, what kind of one, its name, and how long it is of
 * interest. Immutable.
 */
public final class FirstContact {
  /** The longest time to live that fits, in seconds. */
  public static final long MAX_TTL_SECONDS = 0xffff_ffffL;

  private final Kind kind;
  private final MessageId id;
  private final long ttlSeconds;
  private final byte[] payload;

  /** The content with a copy of {@code payload}, whose bound is the size that it is padded to. */
  public FirstContact(Kind kind, MessageId id, long ttlSeconds, byte[] payload) {
    if (ttlSeconds < 0 || ttlSeconds > MAX_TTL_SECONDS) {
      throw new IllegalArgumentException(
          "time to live of " + ttlSeconds + " s is not within 0 to " + MAX_TTL_SECONDS);
    }
    this.kind = kind;
    this.id = id;
    this.ttlSeconds = ttlSeconds;
    this.payload = payload.clone();
  }

  /** What the payload is. */
  public Kind kind() {
    return kind;
  }

  /** The name of the message. */
  public MessageId id() {
    return id;
  }

  /** How long the message is of interest, in seconds from its sending. */
  public long ttlSeconds() {
    return ttlSeconds;
  }

  /** A copy of the payload. */
  public byte[] payload() {
    return payload.clone();
  }

  /** The length of the payload in bytes. */
  public int size() {
    return payload.length;
  }

  @Override
  public String toString() {
    return "FirstContact";
  }
}
