package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session whose circuit breaks or is slow. */
class LiveSessionTest {
  private static final int PLENTY = 10_000;

  private final ScriptedSessions sessions = new ScriptedSessions();

  @AfterEach
  void stop() {
    sessions.close();
  }

  @Test
  void aMessageUnderWhichTheSessionEndsFails() throws Exception {
    Delivery delivery = new Delivery(Runnable::run, sessions.recipient());
    sessions.call(
        () -> {
          sessions.way(PLENTY).breakingAfter(3).session.send(delivery, new byte[3_000], 0);
          return true;
        });
    assertThat(delivery.state()).isEqualTo(DeliveryState.FAILED);
    assertThat(delivery.failure().orElseThrow().reason()).isEqualTo(FailureReason.SESSION_ENDED);
  }

  @Test
  void aSessionThatEndsUnderAHeaderIsNoError() throws Exception {
    LongMessage message = message();
    sessions.call(
        () -> {
          sessions.way(PLENTY).breakingAfter(1).session.send(message);
          return true;
        });
    assertThat(message.wanted()).isTrue();
  }

  @Test
  void whoIsGivenRoomOnTheWayIsNotStalled() throws Exception {
    ScriptedSessions.Way way =
        sessions.call(
            () -> {
              ScriptedSessions.Way slow = sessions.way(4);
              slow.session.send(message());
              return slow;
            });
    sessions.pass(Duration.ofSeconds(2));
    sessions.call(
        () -> {
          way.room(4);
          return true;
        });
    sessions.pass(Duration.ofSeconds(2));
    assertThat(sessions.call(() -> way.session.stalled(Stall.PATIENCE))).isFalse();
    sessions.pass(Duration.ofMillis(500));
    assertThat(sessions.call(() -> way.session.stalled(Stall.PATIENCE))).isTrue();
  }

  @Test
  void whatWaitsOnASessionThatIsLeftNeverLeaves() throws Exception {
    ScriptedSessions.Way way =
        sessions.call(
            () -> {
              ScriptedSessions.Way slow = sessions.way(4);
              slow.session.send(message());
              slow.session.send(message());
              slow.session.leave();
              slow.room(PLENTY);
              return slow;
            });
    // A header and a message.
    assertThat(way.cells).isEqualTo(10);
  }

  private LongMessage message() {
    FirstContact content =
        new FirstContact(Kind.MESSAGE, MessageId.generate(sessions.random), 3_600, new byte[3_000]);
    return new LongMessage(
        new Delivery(Runnable::run, sessions.recipient()), content, sessions.time.now(), why -> {});
  }
}
