package io.whisper.rendezvous.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.rendezvous.replica.VirtualStores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final VirtualStores nobody = new VirtualStores(new SeededRandom(101), 0);
  private final VirtualTime time = nobody.time();
  private final Retries retries = new Retries(nobody.loop());
  private final List<Instant> tries = new ArrayList<>();

  @Test
  void whatFailsIsTriedLaterAndLaterUntilItWorks() {
    CompletableFuture<Integer> done = retries.compute(() -> failing(10), failure -> true);
    time.advance(MINUTE.multipliedBy(10));
    assertThat(done).isCompletedWithValue(10);
    assertThat(pause(0)).isBetween(Duration.ofMillis(500), SECOND.plusMillis(1));
    assertThat(pause(1)).isBetween(SECOND, SECOND.multipliedBy(2).plusMillis(1));
    for (int i = 7; i < 9; i++) {
      assertThat(pause(i)).isBetween(Duration.ofSeconds(30), MINUTE.plusMillis(1));
    }
  }

  @Test
  void workersThatAreBusyAreAskedAgain() {
    nobody.busy(true);
    CompletableFuture<String> done = retries.compute(() -> "done");
    time.advance(MINUTE.multipliedBy(5));
    assertThat(done).isNotDone();
    nobody.busy(false);
    time.advance(MINUTE.plus(SECOND));
    assertThat(done).isCompletedWithValue("done");
  }

  @Test
  void whatIsNotToBeTriedAgainFails() {
    CompletableFuture<Integer> done = retries.compute(() -> failing(2));
    time.advance(MINUTE);
    assertThatThrownBy(done::join).hasRootCauseMessage("try 1");
    assertThat(tries).hasSize(1);
  }

  @Test
  void nothingIsTriedAfterTheEnd() {
    nobody.busy(true);
    CompletableFuture<String> waiting = retries.compute(() -> "done");
    List<String> later = new ArrayList<>();
    retries.later(retries.pause(), () -> later.add("later"));
    retries.close();
    assertThatThrownBy(waiting::join).hasRootCauseInstanceOf(Reactor.Busy.class);
    CompletableFuture<String> late = retries.compute(() -> "done");
    assertThatThrownBy(late::join).hasRootCauseInstanceOf(Reactor.Busy.class);
    retries.later(retries.pause(), () -> later.add("later"));
    time.advance(MINUTE.multipliedBy(2));
    assertThat(later).isEmpty();
  }

  private int failing(int times) {
    tries.add(time.now());
    if (tries.size() < times) {
      throw new IllegalStateException("try " + tries.size());
    }
    return tries.size();
  }

  private Duration pause(int index) {
    return Duration.between(tries.get(index), tries.get(index + 1));
  }
}
