package io.whisper.rendezvous.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.envelope.Envelope;
import io.whisper.core.testkit.SeededRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProofSearchTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final FakeStores stores = new FakeStores(new SeededRandom(6), 1);
  private final VirtualLoop loop = stores.loop();
  private final ProofSearch search = new ProofSearch(loop);

  @Test
  void anEnvelopeIsWorkedForAndStaysTheSame() {
    Envelope post = stores.post(HOUR);
    long effort = 10_000_000;
    CompletableFuture<Envelope> worked = search.work(post, effort);
    passUntilDone(worked);
    assertThat(worked.join().rank()).isGreaterThanOrEqualTo(effort);
    assertThat(worked.join().id()).isEqualTo(post.id());
    assertThat(search.work(worked.join(), effort)).isCompletedWithValue(worked.join());
  }

  @Test
  void aLongSearchDoesNotKeepAShortOneWaiting() {
    CompletableFuture<Envelope> endless = search.work(stores.post(HOUR), Long.MAX_VALUE);
    List<CompletableFuture<Envelope>> small = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      small.add(search.work(stores.post(HOUR), 1_000_000));
    }
    for (int turns = 0; turns < 40; turns++) {
      int before = loop.computed();
      turn();
      assertThat(loop.computed() - before).isLessThanOrEqualTo(1);
    }
    assertThat(small).allSatisfy(each -> assertThat(each).isCompleted());
    assertThat(endless).isNotDone();
    endless.cancel(false);
    turn();
    assertThat(stores.time().pending()).isZero();
  }

  @Test
  void aCancelledSearchIsNotTakenUpAgain() {
    CompletableFuture<Envelope> endless = search.work(stores.post(HOUR), Long.MAX_VALUE);
    CompletableFuture<Envelope> waiting = search.work(stores.post(HOUR), Long.MAX_VALUE);
    turn();
    waiting.cancel(false);
    endless.cancel(false);
    int before = loop.computed();
    for (int i = 0; i < 10; i++) {
      turn();
    }
    assertThat(loop.computed() - before).isLessThanOrEqualTo(1);
    assertThat(stores.time().pending()).isZero();
  }

  @Test
  void busyWorkersAreAskedAgainLater() {
    loop.busy(true);
    CompletableFuture<Envelope> worked = search.work(stores.post(HOUR), 1_000_000);
    stores.time().advance(Duration.ofSeconds(2));
    assertThat(worked).isNotDone();
    loop.busy(false);
    stores.time().advance(Duration.ofMillis(200));
    passUntilDone(worked);
    assertThat(worked).isCompleted();
  }

  @Test
  void noMoreSearchesTakeTurnsThanTheirBound() {
    List<CompletableFuture<Envelope>> all = new ArrayList<>();
    Envelope post = stores.post(HOUR);
    for (int i = 0; i < ProofSearch.MAX_SEARCHES + 1; i++) {
      all.add(search.work(post, Long.MAX_VALUE));
    }
    assertThat(search.work(post, Long.MAX_VALUE)).isCompletedExceptionally();
    all.forEach(each -> each.cancel(false));
    assertThat(search.work(post, Long.MAX_VALUE)).isNotDone();
  }

  /** Lets one piece of work be done. */
  private void turn() {
    stores.time().advance(VirtualLoop.WORK);
  }

  private void passUntilDone(CompletableFuture<?> future) {
    for (int i = 0; i < 1000 && !future.isDone(); i++) {
      turn();
    }
  }
}
