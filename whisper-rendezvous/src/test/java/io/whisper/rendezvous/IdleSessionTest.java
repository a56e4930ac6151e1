package io.whisper.rendezvous;

import static io.whisper.rendezvous.Town.await;
import static io.whisper.rendezvous.Town.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.identity.Identity;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions on which nothing is said. */
class IdleSessionTest {
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final VirtualTime time = new VirtualTime();
  private final Town town = Town.of(8, time);
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
    pass(session.send(text("hello")).delivered());
    time.advance(IDLE.minusSeconds(30));
    pass(session.send(text("still there?")).delivered());

    // Counted from the last message, not from the beginning.
    time.advance(IDLE.minusSeconds(30));
    town.settle();
    assertThat(session.closed().toCompletableFuture()).isNotDone();
    assertThat(atAlice.closed().toCompletableFuture()).isNotDone();
    time.advance(Duration.ofSeconds(31));
    assertThat(pass(session.closed())).isIn(SessionEnd.IDLE, SessionEnd.CLOSED_BY_PEER);
    assertThat(pass(atAlice.closed())).isIn(SessionEnd.IDLE, SessionEnd.CLOSED_BY_PEER);
  }

  @Test
  void whatIsNotAcknowledgedKeepsASessionOpen() throws Exception {
    Session session = connect();
    Session atAlice = accepted.poll(60, TimeUnit.SECONDS);
    assertThat(atAlice).isNotNull();
    atAlice.onMessage(message -> {});
    pass(session.send(text("hello")).delivered());
    busy = true;
    Delivery waiting = session.send(text("when you have time"));
    Awaitility.await().until(() -> !held.isEmpty());
    for (int i = 0; i < 3; i++) {
      time.advance(IDLE.plusSeconds(1));
      town.settle();
      assertThat(session.closed().toCompletableFuture()).isNotDone();
      assertThat(atAlice.closed().toCompletableFuture()).isNotDone();
    }
    busy = false;
    held.forEach(Runnable::run);
    pass(waiting.delivered());
    time.advance(IDLE.plusSeconds(1));
    assertThat(pass(session.closed())).isIn(SessionEnd.IDLE, SessionEnd.CLOSED_BY_PEER);
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
    pass(alice.published());
    Endpoint bob = pass(town.whisper().ready()).endpoint(Identity.ephemeral());
    return pass(bob.connect(alice.address(), Profile.FAST));
  }

  private <T> T pass(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              town.settle();
              time.advance(Duration.ofMillis(20));
              return future.isDone();
            });
    return await(future);
  }
}
