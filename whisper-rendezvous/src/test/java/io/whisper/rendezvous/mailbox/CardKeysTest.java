package io.whisper.rendezvous.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.seal.Prekey;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CardKeysTest {
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
    CardKeys keys = CardKeys.open(reactor, state);
    long first = current(keys);
    time.advance(Duration.ofHours(23));
    rotate(keys);
    assertThat(current(keys)).isEqualTo(first);
    time.advance(Duration.ofHours(1));
    assertThat(keys.current()).isEmpty();
    rotate(keys);
    assertThat(current(keys)).isNotEqualTo(first);
    assertThat(keys.find(first)).isPresent();
    awaitKept(2);
  }

  @Test
  void aPrekeyIsDestroyedWhenNothingSealedToItCanWaitAnyMore() throws Exception {
    CardKeys keys = CardKeys.open(reactor, state);
    Prekey first = keys.current().orElseThrow().prekey();
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
    long first = current(CardKeys.open(reactor, state));
    CardKeys again = CardKeys.open(reactor, state);
    assertThat(current(again)).isEqualTo(first);
    time.advance(Duration.ofDays(10));
    CardKeys later = CardKeys.open(reactor, state);
    assertThat(current(later)).isNotEqualTo(first);
    assertThat(later.find(first)).isPresent();
    time.advance(Duration.ofDays(19));
    assertThat(CardKeys.open(reactor, state).find(first)).isEmpty();
  }

  @Test
  void anotherVersionIsRefused() {
    state.write("prekeys", new byte[] {2});
    assertThatThrownBy(() -> CardKeys.open(reactor, state))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("version 2");
  }

  private static long current(CardKeys keys) {
    return keys.current().orElseThrow().prekey().id();
  }

  /** Rotates, and waits for the new key when one is due. */
  private void rotate(CardKeys keys) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    reactor
        .call(
            () -> {
              boolean due = keys.current().isEmpty();
              keys.rotate(() -> done.complete(null));
              return due || done.complete(null);
            })
        .get(30, TimeUnit.SECONDS);
    done.get(30, TimeUnit.SECONDS);
  }

  private void awaitKept(int count) {
    Awaitility.await()
        .until(() -> state.read("prekeys").orElseThrow().length == 1 + count * CardKey.RECORD_SIZE);
  }
}
