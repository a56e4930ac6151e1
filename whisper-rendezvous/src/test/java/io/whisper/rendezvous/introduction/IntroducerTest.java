package io.whisper.rendezvous.introduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.rendezvous.descriptor.PresencePoint;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntroducerTest {
  private static final int POINTS = 20;
  private static final Duration LONG = Duration.ofSeconds(3);
  private static final byte[] REPLY = {7};

  private final SeededRandom random = new SeededRandom(31);
  private final VirtualTime time = new VirtualTime();
  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withRandom(random));
  private final Overlay overlay =
      new Overlay(
          reactor,
          Optional::empty,
          request -> CompletableFuture.failedFuture(new IllegalStateException("no circuits")));
  private final List<CompletableFuture<Taken>> ways = new ArrayList<>();
  private final List<CompletableFuture<?>> over = new ArrayList<>();

  @AfterEach
  void stop() {
    reactor.close();
  }

  @Test
  void aReplyOnTheSlowerWayIsNotLostToAnAnswerWithoutOne() throws Exception {
    CompletableFuture<Taken> introduced = begin(true);
    pass(LONG);
    assertThat(ways).hasSize(2);
    // The recipient knew it already from the first way, where its application still looks at it.
    onLoop(() -> ways.get(1).complete(Taken.at(1, Optional.empty())));
    assertThat(introduced).isCompleted();
    assertThat(introduced.join().reply()).isNotDone();
    onLoop(() -> ways.get(0).complete(Taken.at(2, Optional.of(REPLY))));
    assertThat(introduced.join().reply().join()).contains(REPLY);
  }

  @Test
  void thatThereIsNoReplyIsKnownWhenNoWayIsLeft() throws Exception {
    CompletableFuture<Taken> introduced = begin(true);
    pass(LONG);
    pass(LONG);
    assertThat(ways).hasSize(3);
    onLoop(() -> ways.get(0).complete(Taken.at(1, Optional.empty())));
    onLoop(() -> ways.get(1).complete(Taken.at(1, Optional.empty())));
    assertThat(introduced.join().reply()).isNotDone();
    fail(2);
    assertThat(introduced.join().reply().join()).isEmpty();
    assertThat(ways).hasSize(3);
    assertThat(time.pending()).isZero();
  }

  @Test
  void oneAnswerWithoutAReplyIsEnoughWhereNoOtherWayWasBegun() throws Exception {
    CompletableFuture<Taken> introduced = begin(true);
    onLoop(() -> ways.get(0).complete(Taken.at(1, Optional.empty())));
    assertThat(introduced.join().reply().join()).isEmpty();
  }

  @Test
  void aReplyEndsTheOtherWays() throws Exception {
    CompletableFuture<Taken> introduced = begin(true);
    pass(LONG);
    onLoop(() -> ways.get(1).complete(Taken.at(1, Optional.of(REPLY))));
    assertThat(introduced.join().reply().join()).contains(REPLY);
    assertThat(over).allMatch(CompletableFuture::isDone);
  }

  @Test
  void theAnswerToTermsEndsTheOtherWays() throws Exception {
    CompletableFuture<Taken> introduced = begin(false);
    pass(LONG);
    onLoop(() -> ways.get(1).complete(Taken.at(1, Optional.empty())));
    assertThat(introduced).isCompleted();
    assertThat(over).allMatch(CompletableFuture::isDone);
  }

  @Test
  void noMoreThanThreeWaysAreGoneAtOnce() throws Exception {
    CompletableFuture<Taken> introduced = begin(true);
    for (int i = 0; i < POINTS; i++) {
      pass(LONG);
    }
    assertThat(ways).hasSize(3);
    fail(0);
    assertThat(ways).hasSize(4);
    assertThat(introduced).isNotDone();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The one inside is what is answered.
  private CompletableFuture<Taken> begin(boolean mayBeReplied) throws Exception {
    List<PresencePoint> points =
        Stream.generate(() -> new PresencePoint(Bytes32.of(random.bytes(32)), Bytes32.ZERO))
            .limit(POINTS)
            .toList();
    return reactor
        .call(
            () ->
                Introducer.introduce(
                    overlay,
                    points,
                    mayBeReplied,
                    (point, noLonger) -> {
                      CompletableFuture<Taken> next = new CompletableFuture<>();
                      ways.add(next);
                      over.add(noLonger);
                      return next;
                    }))
        .get(60, TimeUnit.SECONDS);
  }

  private void fail(int way) throws Exception {
    onLoop(
        () ->
            ways.get(way)
                .completeExceptionally(new ObstacleException(Obstacle.NO_ANSWER, "no answer")));
  }

  private void pass(Duration duration) throws Exception {
    time.advance(duration);
    onLoop(() -> true);
  }

  private void onLoop(Supplier<Boolean> task) throws Exception {
    reactor.call(task).get(60, TimeUnit.SECONDS);
  }
}
