package io.whisper.rendezvous.reception;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.FaultyDisk;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import io.whisper.rendezvous.fake.WatchedStateStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReceptionKeysTest {

  private final VirtualTime time = new VirtualTime();
  private final Reactor reactor =
      Reactor.create(ReactorOptions.defaults().withTime(time).withRandom(new SeededRandom(41)));
  private final StateStore state = StateStore.inMemory();

  @AfterEach
  void stop() {
    reactor.close();
  }

  @Test
  void keysPastTheirTimeLeaveTheDiskToo() throws Exception {
    KeptKeys<ReceptionKeys> rotation = open(state);
    awaitKept(1);
    passToNewKeys(rotation);
    awaitKept(2);
    passToNewKeys(rotation);
    awaitKept(3);
    pass(rotation, Duration.ofHours(1));
    awaitKept(2);
  }

  @Test
  void keysPastTheirTimeLeaveTheDiskWhenTheyAreRead() throws Exception {
    KeptKeys<ReceptionKeys> rotation = open(state);
    pass(rotation, Duration.ofHours(24));
    awaitKept(2);
    time.advance(Duration.ofHours(25));
    open(state);
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void keysThatAreDroppedAreWipedInMemoryAsWell() throws Exception {
    KeptKeys<ReceptionKeys> rotation = open(state);
    ReceptionKeys old = rotation.newest();
    passToNewKeys(rotation);
    pass(rotation, Duration.ofHours(24));
    assertThat(old.prekey().secretKey()).hasSize(32);
    pass(rotation, Duration.ofHours(1));
    assertThatThrownBy(() -> old.prekey().secretKey()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> old.handshake().privateKey())
        .isInstanceOf(IllegalStateException.class);
    assertThat(rotation.newest().prekey().secretKey()).hasSize(32);
  }

  @Test
  void whatIsReadAndWrittenAtTheStartIsWiped() {
    WatchedStateStore disk = new WatchedStateStore();
    open(disk);
    long made = open(disk).newest().prekey().id();
    assertThat(disk.values()).hasSize(2).allSatisfy(bytes -> assertThat(bytes).containsOnly(0));
    assertThat(open(disk).newest().prekey().id()).isEqualTo(made);
  }

  @Test
  void keysOfAnotherVersionAreRefusedAndLeftAlone() {
    state.write("keys", new byte[] {2, 7});
    assertThatThrownBy(() -> open(state))
        .isInstanceOf(StateException.class)
        .hasMessage("'keys' is of version 2, expected 1");
    assertThat(state.read("keys")).hasValue(new byte[] {2, 7});
  }

  @Test
  void newKeysAreNamedOnlyOnceTheyAreOnTheDisk() throws Exception {
    WatchedStateStore disk = new WatchedStateStore();
    KeptKeys<ReceptionKeys> rotation = open(disk);
    long before = currentId(rotation);
    CompletableFuture<Void> writing = new CompletableFuture<>();
    CompletableFuture<Void> written = new CompletableFuture<>();
    disk.before(
        change -> {
          writing.complete(null);
          written.join();
        });
    AtomicLong named = new AtomicLong(before);
    time.advance(Duration.ofHours(24));
    rotate(rotation, () -> named.set(rotation.newest().prekey().id()));
    writing.get(30, SECONDS);
    assertThat(currentId(rotation)).isEqualTo(before);
    assertThat(named).hasValue(before);
    written.complete(null);
    Awaitility.await().until(() -> currentId(rotation) != before);
    assertThat(named).hasValue(currentId(rotation));
    assertThat(currentId(open(disk))).isEqualTo(named.get());
  }

  @Test
  void theFormerKeysServeOnWhileTheDiskIsFull() throws Exception {
    FaultyDisk disk = new FaultyDisk(state);
    KeptKeys<ReceptionKeys> rotation = open(disk);
    long before = currentId(rotation);
    disk.full(true);
    pass(rotation, Duration.ofHours(24));
    Awaitility.await().until(() -> time.pending() == 1);
    // Longer than keys are kept otherwise: a presence names these all the time.
    for (int hour = 0; hour < 50; hour++) {
      pass(rotation, Duration.ofHours(1));
    }
    assertThat(currentId(rotation)).isEqualTo(before);
    assertThat(kept()).isEqualTo(1);
    disk.full(false);
    Awaitility.await()
        .until(
            () -> {
              time.advance(Duration.ofMinutes(1));
              return currentId(rotation) != before;
            });
    assertThat(kept()).isEqualTo(2);
    // What was sealed to the former ones lately can still be opened.
    pass(rotation, Duration.ofHours(24));
    assertThat(reactor.call(() -> rotation.find(before)).get(30, SECONDS)).isPresent();
    pass(rotation, Duration.ofHours(1));
    assertThat(reactor.call(() -> rotation.find(before)).get(30, SECONDS)).isEmpty();
  }

  private KeptKeys<ReceptionKeys> open(StateStore kept) {
    return KeptKeys.open(reactor, kept, ReceptionKeys.FORM);
  }

  private void passToNewKeys(KeptKeys<ReceptionKeys> rotation) throws Exception {
    long before = currentId(rotation);
    pass(rotation, Duration.ofHours(24));
    Awaitility.await().until(() -> currentId(rotation) != before);
  }

  private void pass(KeptKeys<ReceptionKeys> rotation, Duration duration) throws Exception {
    time.advance(duration);
    rotate(rotation, () -> {});
  }

  private void rotate(KeptKeys<ReceptionKeys> rotation, Runnable onNew) throws Exception {
    reactor
        .call(
            () -> {
              rotation.rotate(onNew);
              return rotation;
            })
        .get(30, SECONDS);
  }

  private long currentId(KeptKeys<ReceptionKeys> rotation) throws Exception {
    return reactor.call(() -> rotation.newest().prekey().id()).get(30, SECONDS);
  }

  private void awaitKept(int keys) {
    Awaitility.await().until(() -> kept() == keys);
  }

  private int kept() {
    return (state.read("keys").orElseThrow().length - 1) / ReceptionKeys.RECORD_SIZE;
  }
}
