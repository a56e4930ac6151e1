package io.whisper.rendezvous;

import io.whisper.core.seal.FirstContact;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.session.MessageHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A message that is too long for an introduction, under the name by which its recipient knows it
 * when it comes again: it may be sent over one session after the other until it is acknowledged.
 * Confined to the loop.
 */
final class LongMessage {
  /** How long what may have arrived is sent again: recipients remember names for longer. */
  private static final Duration REPEATS = Duration.ofMinutes(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final int MOST_DOUBLINGS = 7;

  /** From so many sessions on that ended under it, it is left in the mailbox, if there is one. */
  private static final int LOSSES = 3;

  private final Delivery delivery;
  private final FirstContact content;
  private final Instant expires;
  private final Consumer<Throwable> givenUp;
  private @Nullable Instant left;
  private int tries;

  /**
   * A message that has not left.
   *
   * @param content its name, its time to live from {@code now} and its payload
   * @param givenUp told when its recipient is given up
   */
  LongMessage(Delivery delivery, FirstContact content, Instant now, Consumer<Throwable> givenUp) {
    this.delivery = delivery;
    this.content = content;
    this.expires = now.plusSeconds(content.ttlSeconds());
    this.givenUp = givenUp;
  }

  Delivery delivery() {
    return delivery;
  }

  byte[] payload() {
    return content.payload();
  }

  /** What goes before it now. */
  MessageHeader header(Instant now) {
    return new MessageHeader(content.id(), Math.max(0, Duration.between(now, expires).toSeconds()));
  }

  /** Whether it is to be sent: it is not over, and does not wait at stores. */
  boolean wanted() {
    return !delivery.state().isFinal() && !delivery.isLeft();
  }

  /** It leaves over a session now. */
  void leaves(Instant now) {
    delivery.attempted();
    if (left == null) {
      left = now;
    }
    tries++;
  }

  /** Whether its recipient may have it. */
  boolean mayHaveArrived() {
    return left != null;
  }

  /** Whether it was sent again for as long as that may be. */
  boolean repeatedEnough(Instant now) {
    return left != null && !now.isBefore(left.plus(REPEATS));
  }

  /** A session ended and did not acknowledge it: its recipient may have no room for it. */
  void lost() {
    if (tries >= LOSSES && wanted()) {
      delivery.hindered(
          new DeliveryFailure(
              FailureReason.NO_ANSWER, "sessions end before the message is acknowledged"),
          true);
    }
  }

  /** How long it waits at least until it is sent again: longer each time. */
  Duration pause() {
    return FIRST_PAUSE.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
  }

  /** No session came about, for this reason; says whether another is worth trying. */
  boolean outlasts(Throwable why) {
    return mayHaveArrived() && ObstacleException.of(why).obstacle() != Obstacle.REFUSED;
  }

  void giveUp(Throwable why) {
    givenUp.accept(why);
  }

  /** Nobody knows whether it arrived. */
  void endWithItsSession() {
    LiveSession.fail(delivery);
  }

  @Override
  public String toString() {
    return "LongMessage";
  }
}
