package io.whisper.rendezvous.author;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.seal.RoomKey;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.ObjectGraph;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.rendezvous.replica.VirtualStores;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoomKeysTest {
  private static final int RECORD = 104;

  private final VirtualTime time = new VirtualTime();
  private final SeededRandom random = new SeededRandom(52);
  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withRandom(random));
  private final StateStore state = StateStore.inMemory();
  private final Bytes32 room = Bytes32.of(new SeededRandom(1).bytes(32));
  private final Bytes32 other = Bytes32.of(new SeededRandom(2).bytes(32));
  private final RoomKeys keys = new RoomKeys(reactor, state);

  @AfterEach
  void stop() {
    reactor.close();
  }

  @Test
  void eachRoomHasAKeyOfItsOwnThatStaysForAWeek() throws Exception {
    Bytes32 first = signing(keys, room);
    assertThat(signing(keys, other)).isNotEqualTo(first);
    time.advance(Duration.ofDays(6));
    assertThat(signing(keys, room)).isEqualTo(first);
    assertThat(named(keys, room)).containsExactly(first);
    time.advance(Duration.ofDays(1));
    Bytes32 second = signing(keys, room);
    assertThat(second).isNotEqualTo(first);
    assertThat(named(keys, room)).containsExactly(second, first);
    assertThat(named(keys, Bytes32.ZERO)).isEmpty();
  }

  @Test
  void aKeyThatSignsNoMoreIsWipedInMemoryAndOnDiskWithoutBeingAskedFor() throws Exception {
    RoomKey key = call(() -> keys.signing(room));
    byte[] seed = key.seed();
    awaitKept(1);
    assertThat(ObjectGraph.contains(state.read("rooms").orElseThrow(), seed)).isTrue();
    pass(Duration.ofDays(7));
    assertThatThrownBy(key::seed).isInstanceOf(IllegalStateException.class);
    Awaitility.await().until(() -> !ObjectGraph.contains(state.read("rooms").orElseThrow(), seed));
    assertThat(named(keys, room)).containsExactly(key.publicKey());
  }

  @Test
  void itIsForgottenWhenNothingStandsAnyMoreThatItSigned() throws Exception {
    Bytes32 first = signing(keys, room);
    pass(Duration.ofDays(7));
    pass(Duration.ofDays(14));
    assertThat(named(keys, room)).containsExactly(first);
    pass(Duration.ofDays(1));
    assertThat(named(keys, room)).isEmpty();
    awaitKept(0);
  }

  @Test
  void keysSurviveARestart() throws Exception {
    Bytes32 first = signing(keys, room);
    awaitKept(1);
    call(
        () -> {
          keys.close();
          return CompletableFuture.completedFuture(true);
        });
    RoomKeys again = new RoomKeys(reactor, state);
    assertThat(named(again, room)).containsExactly(first);
    assertThat(signing(again, room)).isEqualTo(first);

    time.advance(Duration.ofDays(8));
    RoomKeys later = new RoomKeys(reactor, state);
    assertThat(named(later, room)).containsExactly(first);
    assertThat(signing(later, room)).isNotEqualTo(first);
  }

  @Test
  void whatCannotBeReadIsMadeAnew() throws Exception {
    state.write("rooms", new byte[] {2});
    Bytes32 made = signing(keys, room);
    assertThat(named(keys, room)).containsExactly(made);
    awaitKept(1);

    byte[] damaged = state.read("rooms").orElseThrow();
    damaged[50] ^= 1; // The public key is no longer the seed's.
    state.write("rooms", damaged);
    assertThat(named(new RoomKeys(reactor, state), room)).isEmpty();
  }

  @Test
  void theirNumberIsBounded() throws Exception {
    Bytes32 first = signing(keys, room);
    for (int i = 1; i < RoomKeys.MOST; i++) {
      signing(keys, Bytes32.of(random.bytes(32)));
    }
    assertThat(named(keys, room)).containsExactly(first);
    signing(keys, other);
    assertThat(named(keys, room)).isEmpty();
    awaitKept(RoomKeys.MOST);
  }

  @Test
  void theAnswerNamesTheNewestAndBoundedlyMany() throws Exception {
    for (int i = 0; i < 12; i++) {
      signing(keys, room);
      time.advance(Duration.ofDays(7));
    }
    // Of three weeks, as a key is remembered for 22 days.
    assertThat(named(keys, room)).hasSize(3);
  }

  @Test
  void onceClosedTheyAreWipedAndSignNothing() throws Exception {
    RoomKey key = call(() -> keys.signing(room));
    call(
        () -> {
          keys.close();
          return CompletableFuture.completedFuture(true);
        });
    assertThatThrownBy(key::seed).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> signing(keys, room)).isInstanceOf(ExecutionException.class);
    assertThat(keys).hasToString("RoomKeys");
  }

  @Test
  void busyWorkersKeepNobodyFromAskingAgain() {
    VirtualStores busy = new VirtualStores(new SeededRandom(53), 0);
    RoomKeys later = new RoomKeys(busy.loop(), StateStore.inMemory());
    busy.busy(true);
    assertThat(later.signing(room)).isCompletedExceptionally();
    assertThat(later.of(room)).isCompletedExceptionally();
    busy.busy(false);
    CompletableFuture<RoomKey> key = later.signing(room);
    busy.time().advance(Duration.ofSeconds(1));
    assertThat(key).isCompleted();
    assertThat(later.of(room)).isCompleted();
    later.close();
  }

  private Bytes32 signing(RoomKeys of, Bytes32 in) throws Exception {
    return call(() -> of.signing(in)).publicKey();
  }

  private List<Bytes32> named(RoomKeys of, Bytes32 in) throws Exception {
    return call(() -> of.of(in)).roomKeys();
  }

  /** Lets time pass on the loop, where what falls due has to run. */
  private void pass(Duration duration) throws Exception {
    call(
        () -> {
          time.advance(duration);
          return CompletableFuture.completedFuture(true);
        });
    call(() -> CompletableFuture.completedFuture(true));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Both are waited for.
  private <T> T call(Supplier<CompletableFuture<T>> question) throws Exception {
    return reactor.call(question).get(30, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS);
  }

  private void awaitKept(int count) {
    Awaitility.await()
        .until(
            () ->
                state.read("rooms").map(bytes -> bytes.length == 1 + count * RECORD).orElse(false));
  }
}
