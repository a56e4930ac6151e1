package io.whisper.onion.reactor;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.VirtualTime;
import io.whisper.core.time.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReactorTest {

  private final VirtualTime time = new VirtualTime();
  private final ReactorPool pool =
      ReactorPool.create(
          ReactorPoolOptions.defaults().withLoops(1).withWorkers(1).withQueuedWork(2));
  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withPool(pool));

  @AfterEach
  void close() {
    reactor.close();
    pool.close();
  }

  @Test
  void executedTaskRunsLaterAlsoWhenGivenOnTheLoop() throws Exception {
    List<String> order = new ArrayList<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    reactor.execute(
        () -> {
          reactor.execute(
              () -> {
                order.add("inner, on the loop: " + reactor.inLoop());
                done.complete(null);
              });
          order.add("outer");
        });
    done.get(30, SECONDS);
    assertThat(order).containsExactly("outer", "inner, on the loop: true");
    assertThat(reactor.inLoop()).isFalse();
  }

  @Test
  void taskRunsAtOnceOnTheLoopAndLaterFromElsewhere() throws Exception {
    List<String> order = new ArrayList<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    reactor.run(
        () -> {
          reactor.run(() -> order.add("inner, on the loop: " + reactor.inLoop()));
          order.add("outer");
          done.complete(null);
        });
    done.get(30, SECONDS);
    assertThat(order).containsExactly("inner, on the loop: true", "outer");
  }

  @Test
  void computationRunsOnAWorkerAndCompletesOnTheLoop() throws Exception {
    CompletableFuture<String> where = new CompletableFuture<>();
    reactor.execute(
        () -> {
          CompletableFuture<Boolean> unused =
              reactor
                  .compute(() -> "worked on the loop: " + reactor.inLoop())
                  .thenApply(text -> where.complete(text + ", went on there: " + reactor.inLoop()));
        });
    assertThat(where.get(30, SECONDS)).isEqualTo("worked on the loop: false, went on there: true");
  }

  @Test
  void failureOfAComputationReachesItsFuture() {
    CompletableFuture<Object> result =
        reactor.compute(
            () -> {
              throw new IllegalStateException("of the work");
            });
    assertThatThrownBy(() -> result.get(30, SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("of the work");
  }

  @Test
  void computationBeyondTheBoundIsRefusedAndHandshakesAreNot() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<Boolean> running = reactor.compute(() -> await(gate));
    CompletableFuture<Integer> waiting = reactor.compute(() -> 2);
    CompletableFuture<Integer> refused = reactor.compute(() -> 3);
    CompletableFuture<Void> handshake = new CompletableFuture<>();
    reactor.handshakeWorkers().execute(() -> handshake.complete(null));

    assertThat(refused).isCompletedExceptionally();
    assertThatThrownBy(refused::join).hasCauseInstanceOf(Reactor.Busy.class);
    gate.countDown();
    assertThat(running.get(30, SECONDS)).isTrue();
    assertThat(waiting.get(30, SECONDS)).isEqualTo(2);
    handshake.get(30, SECONDS);
    assertThat(reactor.compute(() -> 4).get(30, SECONDS)).isEqualTo(4);
  }

  @Test
  void timersOfAnyTimeSourceRunOnTheLoop() throws Exception {
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    reactor.time().after(Duration.ofSeconds(5), () -> ran.complete(reactor.inLoop()));
    time.advance(Duration.ofSeconds(4));
    turn();
    assertThat(ran).isNotDone();
    time.advance(Duration.ofSeconds(1));
    assertThat(ran.get(30, SECONDS)).isTrue();
    assertThat(reactor.time().now()).isEqualTo(VirtualTime.START.plusSeconds(5));
  }

  @Test
  void timerCalledOffAfterItFiredButBeforeTheLoopCameToItDoesNotRun() throws Exception {
    List<String> ran = new ArrayList<>();
    reactor
        .call(
            () -> {
              Cancellable timer = reactor.time().after(Duration.ofSeconds(1), () -> ran.add("it"));
              CompletableFuture.runAsync(() -> time.advance(Duration.ofSeconds(1))).join();
              timer.cancel();
              return null;
            })
        .get(30, SECONDS);
    turn();
    assertThat(ran).isEmpty();
  }

  @Test
  void systemTimeAlsoRunsItsTasksOnTheLoop() throws Exception {
    try (Reactor system = pool.reactor()) {
      CompletableFuture<Boolean> ran = new CompletableFuture<>();
      system.time().after(Duration.ofMillis(1), () -> ran.complete(system.inLoop()));
      assertThat(ran.get(30, SECONDS)).isTrue();
    }
  }

  @Test
  void callAnswersAtOnceOnTheLoop() throws Exception {
    Boolean answered = reactor.call(() -> reactor.call(() -> "inner").isDone()).get(30, SECONDS);
    assertThat(answered).isTrue();
  }

  @Test
  void closingRunsWhatWasAskedForAndStopsTimersButNotTheSharedLoop() throws Exception {
    List<String> ran = new ArrayList<>();
    reactor
        .call(
            () -> {
              reactor.onClose(() -> ran.add("closed"));
              reactor.onClose(() -> ran.add("called off")).cancel();
              reactor.time().after(Duration.ofSeconds(1), () -> ran.add("timer"));
              return null;
            })
        .get(30, SECONDS);
    reactor.close();
    reactor.close();
    time.advance(Duration.ofSeconds(1));
    try (Reactor other = pool.reactor()) {
      assertThat(other.call(() -> "goes on").get(30, SECONDS)).isEqualTo("goes on");
    }
    assertThat(ran).containsExactly("closed");
  }

  @Test
  void closedReactorOfItsOwnRefusesWithoutThrowing() {
    Reactor own = Reactor.create(ReactorOptions.defaults());
    own.close();
    own.execute(() -> {});
    assertThatThrownBy(() -> own.call(() -> 1).get(30, SECONDS))
        .isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> own.compute(() -> 1).get(30, SECONDS))
        .hasCauseInstanceOf(Reactor.Busy.class);
  }

  @Test
  void sizesOutOfRangeAreRefusedByName() {
    assertThatThrownBy(() -> ReactorPoolOptions.defaults().withLoops(0))
        .hasMessage("loops is 0, expected 1 to 1024");
    assertThatThrownBy(() -> ReactorPoolOptions.defaults().withWorkers(1025))
        .hasMessage("workers is 1025, expected 1 to 1024");
    assertThatThrownBy(() -> ReactorPoolOptions.defaults().withQueuedWork(0))
        .hasMessage("queuedWork is 0, expected 1 to 1000000");
  }

  @Test
  void transportIsNamedAndWorks() throws Exception {
    assertThat(pool.transport()).isNotEqualTo(IoTransport.AUTO);
    ReactorPoolOptions nio = ReactorPoolOptions.defaults().withTransport(IoTransport.NIO);
    try (ReactorPool plain = ReactorPool.create(nio);
        Reactor onNio = plain.reactor()) {
      assertThat(plain.transport()).isEqualTo(IoTransport.NIO);
      assertThat(onNio.call(() -> 7).get(30, SECONDS)).isEqualTo(7);
    }
  }

  private static boolean await(CountDownLatch gate) {
    try {
      return gate.await(30, SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the loop has run what it was given before. */
  private void turn() throws Exception {
    reactor.call(() -> null).get(30, SECONDS);
  }
}
