package io.whisper.rendezvous.reception;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.FaultyDisk;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LatestValueTest {
  private final Reactor reactor = Reactor.create(ReactorOptions.defaults());
  private final VirtualTime time = new VirtualTime();
  private final Reactor virtual = Reactor.create(ReactorOptions.defaults().withTime(time));
  private final StateStore state = StateStore.inMemory();
  private final LatestValue value = new LatestValue(reactor, state, "value");

  @AfterEach
  void stop() {
    reactor.close();
    virtual.close();
  }

  @Test
  void whoWritesHearsWhenItsValueOrALaterOneIsKept() throws Exception {
    List<CompletableFuture<byte[]>> read =
        reactor
            .call(
                () ->
                    List.of(
                        value.write(new byte[] {1}).thenApply(kept -> now()),
                        value.write(new byte[] {2}).thenApply(kept -> now()),
                        value.write(new byte[] {3}).thenApply(kept -> now())))
            .get(30, SECONDS);
    assertThat(read.get(1).get(30, SECONDS)).containsExactly(3);
    assertThat(read.get(2).get(30, SECONDS)).containsExactly(3);
    assertThat(read.get(0)).isDone();
  }

  @Test
  void whoWritesHearsThatItsValueIsNotKept() throws Exception {
    state.close();
    CompletableFuture<Void> kept =
        reactor.call(() -> List.of(value.write(new byte[] {1}))).get(30, SECONDS).get(0);
    assertThatThrownBy(() -> kept.get(30, SECONDS)).hasCauseInstanceOf(RuntimeException.class);
  }

  @Test
  void aValueThatTheDiskDoesNotTakeIsKeptLater() throws Exception {
    FaultyDisk disk = new FaultyDisk(state);
    LatestValue later = new LatestValue(virtual, disk, "value");
    disk.full(true);
    CompletableFuture<Void> first = write(later, 1);
    settle(disk);
    assertThat(first).isNotDone();
    disk.full(false);
    time.advance(Duration.ofMinutes(1));
    first.get(30, SECONDS);
    assertThat(now()).containsExactly(1);
  }

  @Test
  void aLaterValueDoesNotWaitForTheNextTryAndCountsForTheOneBefore() throws Exception {
    FaultyDisk disk = new FaultyDisk(state);
    LatestValue later = new LatestValue(virtual, disk, "value");
    disk.full(true);
    CompletableFuture<Void> first = write(later, 1);
    settle(disk);
    disk.full(false);
    write(later, 2).get(30, SECONDS);
    first.get(30, SECONDS);
    assertThat(now()).containsExactly(2);
    assertThat(time.pending()).isZero();
  }

  @Test
  void whatWaitsForAnotherTryIsWipedAtTheEnd() throws Exception {
    FaultyDisk disk = new FaultyDisk(state);
    LatestValue later = new LatestValue(virtual, disk, "value");
    disk.full(true);
    byte[] secret = {1, 2, 3};
    virtual.call(() -> List.of(later.write(secret))).get(30, SECONDS);
    settle(disk);
    virtual.call(() -> closed(later)).get(30, SECONDS);
    assertThat(secret).containsOnly(0);
    assertThat(time.pending()).isZero();
  }

  private static boolean closed(LatestValue value) {
    value.close();
    return true;
  }

  private CompletableFuture<Void> write(LatestValue to, int value) throws Exception {
    return virtual.call(() -> List.of(to.write(new byte[] {(byte) value}))).get(30, SECONDS).get(0);
  }

  /** Waits until a write has failed and the next try is due some time. */
  private void settle(FaultyDisk disk) {
    Awaitility.await().until(() -> time.pending() == 1);
    assertThat(disk.read("value")).isEmpty();
  }

  private byte[] now() {
    return state.read("value").orElseThrow();
  }
}
