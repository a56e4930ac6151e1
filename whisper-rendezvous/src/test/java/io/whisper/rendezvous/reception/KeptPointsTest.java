package io.whisper.rendezvous.reception;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.FaultyDisk;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.reactor.Reactor;
import io.whisper.onion.reactor.ReactorOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptPointsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  private final SeededRandom random = new SeededRandom(71);
  private final Reactor reactor = Reactor.create(ReactorOptions.defaults());
  private final StateStore memory = StateStore.inMemory();
  private final FaultyDisk state = new FaultyDisk(memory);

  @AfterEach
  void stop() {
    reactor.close();
  }

  @Test
  void keysComeBackWithWhatWasOpenedUnderThem() throws Exception {
    PointKey one = key(state, 1);
    PointKey two = key(state, 2);
    keep(state, one, two);
    List<PointKey> back = new KeptPoints(reactor, state).load(NOW);
    assertThat(back).extracting(PointKey::point).containsExactly(one.point(), two.point());
    assertThat(back).allMatch(key -> key.opened().size() == 1);
  }

  @Test
  void aKeyWhoseLogIsDamagedIsNotUsedAgainAndLeavesNothing(@TempDir Path folder) throws Exception {
    PointKey one;
    PointKey two;
    try (StateStore disk = StateStore.directory(folder)) {
      one = key(disk, 1, 2, 3);
      two = key(disk, 4, 5, 6);
      keep(disk, one, two);
    }
    damageMiddle(folder.resolve(one.log() + ".log"));
    for (int start = 0; start < 2; start++) {
      try (StateStore disk = StateStore.directory(folder)) {
        List<PointKey> back = new KeptPoints(reactor, disk).load(NOW);
        assertThat(back).extracting(PointKey::point).containsExactly(two.point());
        assertThat(disk.logs()).containsExactly(two.log());
      }
    }
  }

  @Test
  void aTornEndCostsNoKey(@TempDir Path folder) throws Exception {
    PointKey one;
    try (StateStore disk = StateStore.directory(folder)) {
      one = key(disk, 1, 2, 3);
      keep(disk, one);
    }
    Path log = folder.resolve(one.log() + ".log");
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, java.util.Arrays.copyOf(bytes, bytes.length - 5));
    try (StateStore disk = StateStore.directory(folder)) {
      List<PointKey> back = new KeptPoints(reactor, disk).load(NOW);
      assertThat(back).hasSize(1);
      assertThat(back.get(0).opened().size()).isEqualTo(2);
    }
  }

  @Test
  void logsThatBelongToNoKeyAreRemovedAndOthersStay() throws Exception {
    PointKey one = key(state, 1);
    PointKey orphan = key(state, 2);
    state.append("handed", new byte[40]);
    keep(state, one);
    assertThat(state.logs()).contains(orphan.log());
    new KeptPoints(reactor, state).load(NOW);
    assertThat(state.logs()).containsExactlyInAnyOrder(one.log(), "handed");
  }

  @Test
  void keysPastTheirTimeGoWithTheirLogs() throws Exception {
    keep(state, key(state, 1));
    assertThat(new KeptPoints(reactor, state).load(NOW.plus(Duration.ofDays(2)))).isEmpty();
    assertThat(state.logs()).isEmpty();
    assertThat(memory.read("points").orElseThrow()).hasSize(1);
  }

  @Test
  void theLogOfADamagedKeyStaysWhileTheDiskDoesNotLetTheKeyGo() throws Exception {
    PointKey one = key(state, 1);
    keep(state, one);
    state.damage(one.log());
    state.full(true);
    assertThat(new KeptPoints(reactor, state).load(NOW)).isEmpty();
    assertThat(state.logs()).containsExactly(one.log());
    state.full(false);
    assertThat(new KeptPoints(reactor, state).load(NOW)).isEmpty();
    assertThat(state.logs()).isEmpty();
  }

  @Test
  void keysOfAnotherVersionAreRefusedAndTheirLogsLeftAlone() {
    PointKey one = key(state, 1);
    state.write("points", new byte[] {2});
    assertThatThrownBy(() -> new KeptPoints(reactor, state).load(NOW))
        .isInstanceOf(StateException.class)
        .hasMessage("'points' is of version 2, expected 1");
    assertThat(state.logs()).containsExactly(one.log());
  }

  private PointKey key(StateStore store, int... opened) {
    PointKey key = PointKey.create(random, Bytes32.of(random.bytes(32)), store, NOW);
    for (int item : opened) {
      key.opened()
          .admit(
              Bytes32.of(ByteBuffer.allocate(32).putInt(item).array()),
              NOW.plus(Duration.ofDays(5)),
              NOW);
    }
    return key;
  }

  private void keep(StateStore store, PointKey... keys) throws Exception {
    KeptPoints points = new KeptPoints(reactor, store);
    List<CompletableFuture<Void>> written =
        reactor.call(() -> List.of(points.write(List.of(keys)))).get(30, SECONDS);
    written.get(0).get(30, SECONDS);
  }

  private static void damageMiddle(Path log) throws IOException {
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length / 2] ^= 1;
    Files.write(log, bytes);
  }
}
