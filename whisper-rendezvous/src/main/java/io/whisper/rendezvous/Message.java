package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message that arrived. Immutable, thread-safe. */
public final class Message {
  /** The longest payload in bytes. */
  public static final int MAX_PAYLOAD = 65_536;

  /** Sends a reply to wherever the message came from. */
  @FunctionalInterface
  interface Replier {
    Delivery reply(byte[] payload);
  }

  private final byte[] payload;
  private final @Nullable Address sender;
  private final Instant receivedAt;
  private final Instant expiry;
  private final Replier replier;

  Message(
      byte[] payload,
      @Nullable Address sender,
      Instant receivedAt,
      Instant expiry,
      Replier replier) {
    this.payload = payload;
    this.sender = sender;
    this.receivedAt = receivedAt;
    this.expiry = expiry;
    this.replier = replier;
  }

  /** A copy of the payload, 0 to 65,536 bytes. */
  public byte[] payload() {
    return payload.clone();
  }

  /** The address that the sender proved to be its own, or nothing for an anonymous one. */
  public Optional<Address> sender() {
    return Optional.ofNullable(sender);
  }

  /** When it arrived. */
  public Instant receivedAt() {
    return receivedAt;
  }

  /** When it is no longer worth anything, as its sender says. */
  public Instant expiry() {
    return expiry;
  }

  /**
   * Replies.
   *
   * <p>A message that came by itself carries one answer back: the first reply of up to 1,024 bytes,
   * made by the listener within 2 seconds, travels with it. Nobody acknowledges an answer, so its
   * delivery is never {@link DeliveryState#DELIVERED}: it is {@link DeliveryState#QUEUED} for as
   * long as it may be on its way, a minute at most, and then {@link DeliveryState#EXPIRED} with
   * {@link FailureReason#UNACKNOWLEDGED}. Any other reply goes to the sender's address as a message
   * of its own, or fails with {@link FailureReason#SENDER_UNKNOWN}. In a session a reply is a
   * message like the others.
   *
   * @param reply 0 to 65,536 bytes, which are copied
   * @throws IllegalArgumentException when the reply is too long
   */
  public Delivery reply(byte[] reply) {
    checkPayload(reply);
    return replier.reply(reply.clone());
  }

  static void checkPayload(byte[] payload) {
    Objects.requireNonNull(payload, "payload");
    if (payload.length > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "payload of " + payload.length + " bytes, expected 0 to " + MAX_PAYLOAD);
    }
  }

  /** The length only. */
  @Override
  public String toString() {
    return "Message[" + payload.length + " bytes]";
  }
}
