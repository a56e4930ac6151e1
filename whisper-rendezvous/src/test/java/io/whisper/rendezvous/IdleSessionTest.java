package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions on which nothing is said. */
class IdleSessionTest {
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(8, time);
  private final PassingTime passing = new PassingTime(town, time);
  private final BlockingQueue<Session> accepted = new LinkedBlockingQueue<>();
  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
  private volatile boolean busy;

  @AfterEach
  void stop() {
    town.close();
  }

  @Test
  void aSessionEndsAfterFiveMinutesWithoutAMessage() throws Exception {
    Session session = connect();
    Session atAlice = accepted.poll(60, TimeUnit.SECONDS);
    assertThat(atAlice).isNotNull();
    atAlice.onMessage(message -> {});
    passing.pass(session.send(text("hello")).delivered());
    passing.pass(IDLE.minusSeconds(30));
    passing.pass(session.send(text("still there?")).delivered());

    // Counted from the last message, not from the beginning.
    passing.pass(IDLE.minusMillis(1));
    assertThat(session.closed().toCompletableFuture()).isNotDone();
    assertThat(atAlice.closed().toCompletableFuture()).isNotDone();
    passing.pass(Duration.ofMillis(1));
    assertThat(session.closed()).isCompleted();
    assertThat(atAlice.closed()).isCompleted();
    assertThat(passing.pass(session.closed())).isIn(SessionEnd.IDLE, SessionEnd.CLOSED_BY_PEER);
    assertThat(passing.pass(atAlice.closed())).isIn(SessionEnd.IDLE, SessionEnd.CLOSED_BY_PEER);
  }

  @Test
  void whatIsNotAcknowledgedKeepsASessionOpen() throws Exception {
    Session session = connect();
    Session atAlice = accepted.poll(60, TimeUnit.SECONDS);
    assertThat(atAlice).isNotNull();
    atAlice.onMessage(message -> {});
    passing.pass(session.send(text("hello")).delivered());
    busy = true;
    Delivery waiting = session.send(text("when you have time"));
    passing.until(() -> !held.isEmpty());
    for (int i = 0; i < 3; i++) {
      passing.pass(IDLE.plusSeconds(1));
      assertThat(session.closed().toCompletableFuture()).isNotDone();
      assertThat(atAlice.closed().toCompletableFuture()).isNotDone();
    }
    busy = false;
    held.forEach(Runnable::run);
    passing.pass(waiting.delivered());
    passing.pass(IDLE);
    assertThat(session.closed()).isCompleted();
    assertThat(passing.pass(session.closed())).isIn(SessionEnd.IDLE, SessionEnd.CLOSED_BY_PEER);
  }

  /** Does what Alice's application has to do, unless that is busy. */
  private void run(Runnable task) {
    if (busy) {
      held.add(task);
    } else {
      task.run();
    }
  }

  private Session connect() {
    Endpoint alice = town.whisper(StateStore.inMemory(), this::run).endpoint(Identity.ephemeral());
    alice.onSession(accepted::add);
    passing.pass(alice.published());
    Endpoint bob = passing.pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    return passing.pass(bob.connect(alice.address(), Profile.FAST));
  }
}
