package io.whisper.rendezvous.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HedgeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final VirtualTime time = new VirtualTime();
  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withRandom(new SeededRandom(5)));
  private final Overlay overlay =
      new Overlay(
          reactor,
          Optional::empty,
          request -> CompletableFuture.failedFuture(new IllegalStateException("no circuits")));
  private final List<CompletableFuture<String>> tries = new ArrayList<>();
  private final List<String> unwanted = new ArrayList<>();

  @AfterEach
  void stop() {
    reactor.close();
  }

  @Test
  void aTryThatTakesLongGetsOthersBesideItUntilThereAreEnough() throws Exception {
    CompletableFuture<String> first = begin();
    assertThat(tries).hasSize(1);
    pass(PATIENCE.minusMillis(1));
    assertThat(tries).hasSize(1);
    pass(PATIENCE.plusMillis(2));
    assertThat(tries).hasSize(2);
    pass(Duration.ofMinutes(1));
    assertThat(tries).hasSize(3);
    assertThat(first).isNotDone();
  }

  @Test
  void theFirstThatSucceedsIsTakenAndWhatComesLaterIsNot() throws Exception {
    CompletableFuture<String> first = begin();
    pass(PATIENCE.multipliedBy(2));
    onLoop(() -> tries.get(1).complete("second"));
    assertThat(first).isCompletedWithValue("second");
    onLoop(() -> tries.get(0).complete("first"));
    assertThat(unwanted).containsExactly("first");
    pass(Duration.ofMinutes(1));
    assertThat(tries).hasSize(2);
    assertThat(time.pending()).isZero();
  }

  @Test
  void aFailureWaitsForTheOthersThatBegan() throws Exception {
    CompletableFuture<String> first = begin();
    pass(PATIENCE.multipliedBy(2));
    onLoop(() -> tries.get(0).completeExceptionally(new IllegalStateException("first")));
    assertThat(first).isNotDone();
    onLoop(() -> tries.get(1).completeExceptionally(new IllegalStateException("second")));
    assertThat(first).isCompletedExceptionally();
    pass(Duration.ofMinutes(1));
    assertThat(tries).hasSize(2);
    assertThat(time.pending()).isZero();
  }

  @Test
  void whenTheNextBeginsIsNotTheSameEachTime() throws Exception {
    List<Integer> after = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tries.clear();
      CompletableFuture<String> done = begin();
      int steps = 0;
      for (; tries.size() == 1; steps++) {
        assertThat(steps).isLessThan(100);
        pass(Duration.ofMillis(100));
      }
      after.add(steps);
      onLoop(() -> tries.get(0).complete(""));
      assertThat(done).isDone();
    }
    assertThat(after).allMatch(steps -> steps >= 30 && steps <= 61);
    assertThat(after.stream().distinct().count()).isGreaterThan(2);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The one inside is what is answered.
  private CompletableFuture<String> begin() throws Exception {
    return reactor
        .call(
            () ->
                Hedge.first(
                    overlay,
                    PATIENCE,
                    3,
                    () -> {
                      CompletableFuture<String> next = new CompletableFuture<>();
                      tries.add(next);
                      return next;
                    },
                    unwanted::add))
        .get(60, TimeUnit.SECONDS);
  }

  private void pass(Duration duration) throws Exception {
    time.advance(duration);
    settle(() -> true);
  }

  private void onLoop(Supplier<Boolean> task) throws Exception {
    settle(task);
  }

  private void settle(Supplier<Boolean> task) throws Exception {
    reactor.call(task).get(60, TimeUnit.SECONDS);
  }
}
