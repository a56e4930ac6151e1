package io.whisper.rendezvous.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.seal.Prekey;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.FaultyDisk;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.rendezvous.fake.WatchedStateStore;
import io.whisper.rendezvous.reception.KeptKeys;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CardKeyTest {
  private final VirtualTime time = new VirtualTime();
  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withRandom(new SeededRandom(51)));
  private final StateStore state = StateStore.inMemory();

  @AfterEach
  void stop() {
    reactor.close();
  }

  @Test
  void aNewPrekeyIsMadeEveryDayAndTheFormerStays() throws Exception {
    KeptKeys<CardKey> keys = open();
    long first = current(keys);
    time.advance(Duration.ofHours(23));
    rotate(keys);
    assertThat(current(keys)).isEqualTo(first);
    time.advance(Duration.ofHours(1));
    assertThat(keys.young()).isEmpty();
    rotate(keys);
    assertThat(current(keys)).isNotEqualTo(first);
    assertThat(keys.find(first)).isPresent();
    awaitKept(2);
  }

  @Test
  void aPrekeyIsDestroyedWhenNothingSealedToItCanWaitAnyMore() throws Exception {
    KeptKeys<CardKey> keys = open();
    Prekey first = keys.young().orElseThrow().prekey();
    for (int day = 1; day < 29; day++) {
      time.advance(Duration.ofDays(1));
      rotate(keys);
    }
    // A card that named it lived for 14 days, and what was sealed on the last of them for as long.
    assertThat(keys.find(first.id())).isPresent();
    awaitKept(29);
    time.advance(Duration.ofDays(1));
    rotate(keys);
    assertThat(keys.find(first.id())).isEmpty();
    assertThatThrownBy(first::secretKey).isInstanceOf(IllegalStateException.class);
    awaitKept(29);
  }

  @Test
  void prekeysSurviveARestartAndThoseOfLongAgoAreDestroyedThen() throws Exception {
    long first = current(open());
    KeptKeys<CardKey> again = open();
    assertThat(current(again)).isEqualTo(first);
    time.advance(Duration.ofDays(10));
    KeptKeys<CardKey> later = open();
    assertThat(later.young()).isEmpty();
    rotate(later);
    assertThat(current(later)).isNotEqualTo(first);
    assertThat(later.find(first)).isPresent();
    time.advance(Duration.ofDays(19));
    assertThat(open().find(first)).isEmpty();
  }

  @Test
  void aWriteThatFailsForAnyReasonIsNotTheLastTry() throws Exception {
    WatchedStateStore disk = new WatchedStateStore();
    KeptKeys<CardKey> keys = KeptKeys.open(reactor, disk, CardKey.FORM);
    long first = current(keys);
    AtomicInteger asked = new AtomicInteger();
    disk.before(
        change -> {
          if (asked.getAndIncrement() == 0) {
            throw new IllegalStateException("not a failure of the disk");
          }
        });
    time.advance(Duration.ofDays(1));
    CompletableFuture<Void> named = new CompletableFuture<>();
    Awaitility.await()
        .until(
            () -> {
              onLoop(() -> keys.rotate(() -> named.complete(null)));
              return named.isDone();
            });
    assertThat(asked).hasValue(2);
    assertThat(current(keys)).isNotEqualTo(first);
    assertThat(kept(disk)).isEqualTo(2);
  }

  @Test
  void nobodyIsCalledBackAfterTheEnd() throws Exception {
    WatchedStateStore disk = new WatchedStateStore();
    KeptKeys<CardKey> keys = KeptKeys.open(reactor, disk, CardKey.FORM);
    CompletableFuture<Void> writing = new CompletableFuture<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    disk.before(
        change -> {
          writing.complete(null);
          closed.join();
        });
    AtomicInteger called = new AtomicInteger();
    time.advance(Duration.ofDays(1));
    onLoop(() -> keys.rotate(called::incrementAndGet));
    writing.get(30, TimeUnit.SECONDS);
    onLoop(keys::close);
    closed.complete(null);
    Awaitility.await().until(() -> kept(disk) == 2);
    // The end of the write reaches the loop after it is on the disk, and before this answer does.
    reactor.compute(() -> true).get(30, TimeUnit.SECONDS);
    onLoop(() -> {});
    assertThat(called).hasValue(0);
  }

  @Test
  void withAFullDiskAFormerPrekeyStillOpensWhatWaitsAndIsNotNamed() throws Exception {
    FaultyDisk disk = new FaultyDisk(state);
    KeptKeys<CardKey> keys = KeptKeys.open(reactor, disk, CardKey.FORM);
    long first = current(keys);
    time.advance(Duration.ofDays(2));
    disk.full(true);
    KeptKeys<CardKey> again = KeptKeys.open(reactor, disk, CardKey.FORM);
    assertThat(again.young()).isEmpty();
    assertThat(again.find(first)).isPresent();
  }

  @Test
  void anotherVersionIsRefused() {
    state.write("prekeys", new byte[] {2});
    assertThatThrownBy(() -> open())
        .isInstanceOf(StateException.class)
        .hasMessageContaining("version 2");
  }

  private KeptKeys<CardKey> open() {
    return KeptKeys.open(reactor, state, CardKey.FORM);
  }

  private void onLoop(Runnable task) throws Exception {
    reactor
        .call(
            () -> {
              task.run();
              return true;
            })
        .get(30, TimeUnit.SECONDS);
  }

  private static int kept(StateStore disk) {
    return (disk.read("prekeys").orElseThrow().length - 1) / CardKey.RECORD_SIZE;
  }

  private static long current(KeptKeys<CardKey> keys) {
    return keys.young().orElseThrow().prekey().id();
  }

  /** Rotates, and waits for the new key when one is due. */
  private void rotate(KeptKeys<CardKey> keys) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    reactor
        .call(
            () -> {
              boolean due = keys.young().isEmpty();
              keys.rotate(() -> done.complete(null));
              return due || done.complete(null);
            })
        .get(30, TimeUnit.SECONDS);
    done.get(30, TimeUnit.SECONDS);
  }

  private void awaitKept(int count) {
    Awaitility.await().until(() -> kept(state) == count);
  }
}
