package io.whisper.rendezvous.reception;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.state.LogContents;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.FaultyDisk;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyRotationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

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
    KeyRotation rotation = KeyRotation.open(reactor, state);
    awaitKept(1);
    pass(rotation, Duration.ofHours(24));
    awaitKept(2);
    pass(rotation, Duration.ofHours(24));
    awaitKept(3);
    pass(rotation, Duration.ofHours(1));
    awaitKept(2);
  }

  @Test
  void keysPastTheirTimeLeaveTheDiskWhenTheyAreRead() throws Exception {
    KeyRotation rotation = KeyRotation.open(reactor, state);
    pass(rotation, Duration.ofHours(24));
    awaitKept(2);
    time.advance(Duration.ofHours(25));
    KeyRotation.open(reactor, state);
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void keysThatAreDroppedAreWipedInMemoryAsWell() {
    Instant now = time.now();
    ReceptionKeys old = ReceptionKeys.generate(new SeededRandom(42), now);
    ReceptionKeys young = ReceptionKeys.generate(new SeededRandom(43), now.plusSeconds(1));
    List<ReceptionKeys> keys = new ArrayList<>(List.of(old, young));
    assertThat(KeyRotation.forget(keys, now.plus(Duration.ofHours(49)))).isTrue();
    assertThat(keys).containsExactly(young);
    assertThatThrownBy(() -> old.prekey().secretKey()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> old.handshake().privateKey())
        .isInstanceOf(IllegalStateException.class);
    assertThat(young.prekey().secretKey()).hasSize(32);
  }

  @Test
  void whatIsReadAndWrittenAtTheStartIsWiped() {
    List<byte[]> passed = new ArrayList<>();
    StateStore remembering = new RememberingStore(state, passed);
    KeyRotation.open(reactor, remembering);
    KeyRotation.open(reactor, remembering);
    assertThat(passed).hasSize(2).allSatisfy(bytes -> assertThat(bytes).containsOnly(0));
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void keysOfAnotherVersionAreRefusedAndLeftAlone() {
    state.write("keys", new byte[] {2, 7});
    assertThatThrownBy(() -> KeyRotation.open(reactor, state))
        .isInstanceOf(StateException.class)
        .hasMessage("'keys' is of version 2, expected 1");
    assertThat(state.read("keys")).hasValue(new byte[] {2, 7});
  }

  @Test
  void newKeysServeFromMemoryWhenTheDiskIsFullAndAreKeptOnceThereIsRoom() throws Exception {
    FaultyDisk disk = new FaultyDisk(state);
    KeyRotation rotation = KeyRotation.open(reactor, disk);
    disk.full(true);
    long before = rotation.current().prekey().id();
    pass(rotation, Duration.ofHours(24));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> reactor.call(() -> rotation.current().prekey().id()).get() != before);
    assertThat(kept()).isEqualTo(1);
    disk.full(false);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              time.advance(Duration.ofMinutes(1));
              return kept() == 2;
            });
  }

  /** Keeps the very arrays that go through it. */
  private record RememberingStore(StateStore store, List<byte[]> passed) implements StateStore {
    @Override
    public Optional<byte[]> read(String name) {
      Optional<byte[]> read = store.read(name);
      read.ifPresent(passed::add);
      return read;
    }

    @Override
    public void write(String name, byte[] value) {
      store.write(name, value);
      passed.add(value);
    }

    @Override
    public void append(String name, byte[] record) {
      store.append(name, record);
    }

    @Override
    public LogContents log(String name) {
      return store.log(name);
    }

    @Override
    public List<String> logs() {
      return store.logs();
    }

    @Override
    public void replaceRecords(String name, List<byte[]> records) {
      store.replaceRecords(name, records);
    }

    @Override
    public void delete(String name) {
      store.delete(name);
    }

    @Override
    public StateStore child(String name) {
      return store.child(name);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private void pass(KeyRotation rotation, Duration duration) throws Exception {
    time.advance(duration);
    reactor
        .call(
            () -> {
              rotation.rotate(() -> {});
              return rotation;
            })
        .get(30, SECONDS);
  }

  private void awaitKept(int keys) {
    Awaitility.await().atMost(PATIENCE).until(() -> kept() == keys);
  }

  private int kept() {
    return (state.read("keys").orElseThrow().length - 1) / ReceptionKeys.RECORD_SIZE;
  }
}
