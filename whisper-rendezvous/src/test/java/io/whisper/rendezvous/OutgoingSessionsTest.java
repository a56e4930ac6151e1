package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.seal.FirstContact;
import io.whisper.core.seal.Kind;
import io.whisper.core.seal.MessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Long messages while the sessions that carry them break, and while there is no network. */
class OutgoingSessionsTest {
  private static final int PLENTY = 10_000;

  /** Of a message and its header. */
  private static final int CELLS = 10;

  private final ScriptedSessions sessions = new ScriptedSessions();
  private final Delivery delivery = new Delivery(Runnable::run, sessions.recipient());
  private final List<ScriptedSessions.Way> ways = new ArrayList<>();
  private final List<FailureReason> hindrances = new ArrayList<>();
  private Supplier<CompletableFuture<LiveSession>> opened = () -> open(breaking());

  @AfterEach
  void stop() {
    sessions.close();
  }

  @Test
  void aMessageUnderWhichItsSessionEndsGoesOverAnother() throws Exception {
    send();
    assertThat(ways).hasSize(1);
    opened = () -> open(sessions.way(PLENTY));
    sessions.pass(Duration.ofSeconds(1));
    assertThat(ways).hasSize(2);
    assertThat(ways.get(1).cells).isEqualTo(CELLS);
    assertThat(delivery.state()).isEqualTo(DeliveryState.QUEUED);
  }

  @Test
  void whatMayHaveArrivedDoesNotLeaveAgainAfterTenMinutes() throws Exception {
    send();
    CompletableFuture<LiveSession> late = new CompletableFuture<>();
    opened =
        () -> {
          // Those tried beside it take longer still.
          opened = CompletableFuture::new;
          return late;
        };
    sessions.pass(Duration.ofMinutes(16));
    ScriptedSessions.Way way =
        sessions.call(
            () -> {
              ScriptedSessions.Way next = sessions.way(PLENTY);
              late.complete(next.session);
              return next;
            });
    sessions.pass(Duration.ofSeconds(1));
    assertThat(way.cells).isZero();
    assertThat(delivery.failure().orElseThrow().reason()).isEqualTo(FailureReason.SESSION_ENDED);
  }

  @Test
  void whatMayHaveArrivedIsToldAfterTenMinutesWithoutANetwork() throws Exception {
    send();
    sessions.reachable = false;
    sessions.pass(Duration.ofMinutes(9));
    assertThat(delivery.state().isFinal()).isFalse();
    sessions.pass(Duration.ofMinutes(2));
    assertThat(delivery.failure().orElseThrow().reason()).isEqualTo(FailureReason.SESSION_ENDED);
  }

  @Test
  void whatSessionsEndUnderIsLeftInTheMailbox() throws Exception {
    delivery.onHindered(hindrances::add);
    send();
    assertThat(hindrances).isEmpty();
    sessions.pass(Duration.ofSeconds(5));
    assertThat(hindrances).contains(FailureReason.NO_ANSWER);
    assertThat(ways).hasSizeGreaterThan(2);
  }

  private void send() throws Exception {
    sessions.call(
        () -> {
          OutgoingSessions outgoing =
              new OutgoingSessions(
                  sessions.overlay,
                  Identity.ephemeral(sessions.random),
                  CompletableFuture.completedFuture(null),
                  sessions,
                  (recipient, wish, accepted) -> opened.get());
          outgoing.send(message(), sessions.recipient(), SendOptions.defaults());
          return true;
        });
  }

  private LongMessage message() {
    FirstContact content =
        new FirstContact(Kind.MESSAGE, MessageId.generate(sessions.random), 3_600, new byte[3_000]);
    return new LongMessage(delivery, content, sessions.time.now(), why -> {});
  }

  private ScriptedSessions.Way breaking() {
    return sessions.way(PLENTY).breakingAfter(3);
  }

  private CompletableFuture<LiveSession> open(ScriptedSessions.Way way) {
    ways.add(way);
    return CompletableFuture.completedFuture(way.session);
  }
}
