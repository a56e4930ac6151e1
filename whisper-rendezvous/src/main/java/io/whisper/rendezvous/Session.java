package io.whisper.rendezvous;

import io.whisper.core.address.Address;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A conversation with one other endpoint, under keys of its own: messages arrive once and in order,
 * each is acknowledged, and what was said stays secret when the endpoints' keys are stolen later.
 *
 * <p>Thread-safe. Listeners run and stages complete on the application's executor, those of one
 * session one after the other.
 */
public final class Session implements AutoCloseable {
  private final LiveSession live;

  Session(LiveSession live) {
    this.live = live;
  }

  /**
   * Who is at the other end: the address that was connected to, or the one that whoever connected
   * proved to be its own; nothing when it is anonymous.
   */
  public Optional<Address> peer() {
    return Optional.ofNullable(live.peer());
  }

  /**
   * The length of this side's own circuit: the intermediaries between it and the relay at which
   * both sides meet, 0 to 3. How far away the other side is, nobody here knows.
   */
  public int hops() {
    return live.hops();
  }

  /**
   * Sends a message.
   *
   * @param payload 0 to 65,536 bytes, which are copied
   * @return its delivery: {@link DeliveryState#DELIVERED} once the other side's listener was given
   *     it, or FAILED when the session ends before that is known
   * @throws IllegalArgumentException when the payload is too long
   */
  public Delivery send(byte[] payload) {
    Message.checkPayload(payload);
    return live.send(payload.clone(), 0);
  }

  /**
   * Sets who is given the messages that come, those that came before first. Until there is a
   * listener nothing is acknowledged, and after 256 KiB the other side has to wait.
   */
  public void onMessage(Consumer<Message> listener) {
    live.listen(Objects.requireNonNull(listener, "listener"));
  }

  /** Completes when the session is over, with the reason. */
  public CompletionStage<SessionEnd> closed() {
    return live.end().minimalCompletionStage();
  }

  /** Ends the session once the messages sent so far are acknowledged, or cannot be. */
  @Override
  public void close() {
    live.close();
  }

  @Override
  public String toString() {
    return "Session";
  }
}
