package io.whisper.rendezvous.introduction;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.FaultyDisk;
import io.whisper.rendezvous.fake.WatchedStateStore;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCacheTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
  private static final Instant LATER = NOW.plusSeconds(100);

  private final StateStore store = StateStore.inMemory();

  @Test
  void anItemIsNewOnce() {
    ReplayCache cache = open(10);
    assertThat(cache.admit(item(1), LATER, NOW)).isEqualTo(Admission.NEW);
    assertThat(cache.admit(item(1), LATER, NOW)).isEqualTo(Admission.KNOWN);
    assertThat(cache.admit(item(2), LATER, NOW)).isEqualTo(Admission.NEW);
  }

  @Test
  void itemsAreKnownAfterARestart() {
    open(10).admit(item(1), LATER, NOW);
    assertThat(open(10).admit(item(1), LATER, NOW)).isEqualTo(Admission.KNOWN);
  }

  @Test
  void itemsOnDiskAreKnownAfterARestart(@TempDir Path directory) {
    try (StateStore first = StateStore.directory(directory)) {
      ReplayCache.open(first, "replays", 10, NOW).admit(item(1), LATER, NOW);
    }
    try (StateStore second = StateStore.directory(directory)) {
      ReplayCache cache = ReplayCache.open(second, "replays", 10, NOW);
      assertThat(cache.known(item(1), NOW)).isTrue();
      assertThat(cache.known(item(2), NOW)).isFalse();
    }
  }

  @Test
  void aFullCacheForgetsNothingAndAdmitsNothing() {
    ReplayCache cache = open(2);
    cache.admit(item(1), LATER, NOW);
    cache.admit(item(2), LATER, NOW);
    assertThat(cache.admit(item(3), LATER, NOW)).isEqualTo(Admission.FULL);
    assertThat(cache.admit(item(1), LATER, NOW)).isEqualTo(Admission.KNOWN);
  }

  @Test
  void itemsPastTheirTimeMakeRoomAtTheVerySecond() {
    ReplayCache cache = open(1);
    cache.admit(item(1), LATER, NOW);
    assertThat(cache.admit(item(2), LATER, LATER.minusSeconds(1))).isEqualTo(Admission.FULL);
    assertThat(cache.known(item(1), LATER.minusSeconds(1))).isTrue();
    assertThat(cache.known(item(1), LATER)).isFalse();
    assertThat(cache.admit(item(2), LATER.plusSeconds(1), LATER)).isEqualTo(Admission.NEW);
  }

  @Test
  void theLogIsBoundedAlthoughItemsComeAndGo() {
    ReplayCache cache = open(10);
    Instant now = NOW;
    for (int i = 0; i < 10_000; i++) {
      now = now.plusSeconds(1);
      cache.admit(item(i), now.plusSeconds(5), now);
    }
    assertThat(store.records("replays")).hasSizeLessThan(1100);
    assertThat(open(10).size()).isLessThan(1100);
    assertThat(ReplayCache.open(store, "replays", 10, now).known(item(9_999), now)).isTrue();
  }

  @Test
  void whatTheDiskDoesNotTakeIsNotKnownAndIsNewOnceThereIsRoom() {
    FaultyDisk disk = new FaultyDisk(store);
    ReplayCache cache = ReplayCache.open(disk, "replays", 10, NOW);
    disk.full(true);
    assertThatThrownBy(() -> cache.admit(item(1), LATER, NOW)).isInstanceOf(StateException.class);
    assertThat(cache.known(item(1), NOW)).isFalse();
    disk.full(false);
    assertThat(cache.admit(item(1), LATER, NOW)).isEqualTo(Admission.NEW);
    assertThat(cache.admit(item(1), LATER, NOW)).isEqualTo(Admission.KNOWN);
  }

  @Test
  void whoAsksDoesNotWaitForTheDisk() throws Exception {
    WatchedStateStore disk = new WatchedStateStore();
    ReplayCache cache = ReplayCache.open(disk, "replays", 10, NOW);
    cache.admit(item(1), LATER, NOW);
    CompletableFuture<Void> writing = new CompletableFuture<>();
    CompletableFuture<Void> written = new CompletableFuture<>();
    disk.before(
        change -> {
          writing.complete(null);
          written.join();
        });
    CompletableFuture<Admission> admitting =
        CompletableFuture.supplyAsync(() -> cache.admit(item(2), LATER, NOW));
    writing.get(30, SECONDS);
    CompletableFuture<List<Object>> asked =
        CompletableFuture.supplyAsync(
            () -> List.of(cache.known(item(1), NOW), cache.known(item(2), NOW), cache.size()));
    try {
      assertThat(asked.get(30, SECONDS)).containsExactly(true, false, 1);
      assertThat(admitting).isNotDone();
    } finally {
      written.complete(null);
    }
    assertThat(admitting.get(30, SECONDS)).isEqualTo(Admission.NEW);
    assertThat(cache.known(item(2), NOW)).isTrue();
  }

  @Test
  void aLogThatCannotBeMadeShorterKeepsNobodyOut() {
    FaultyDisk disk = new FaultyDisk(store);
    disk.nearlyFull(true);
    ReplayCache cache = ReplayCache.open(disk, "replays", 10, NOW);
    Instant now = NOW;
    for (int i = 0; i < 3_000; i++) {
      now = now.plusSeconds(1);
      assertThat(cache.admit(item(i), now.plusSeconds(5), now)).isEqualTo(Admission.NEW);
    }
  }

  @Test
  void aDamagedLogIsSpokenOfUntilItIsRepaired() {
    FaultyDisk disk = new FaultyDisk(store);
    ReplayCache.open(disk, "replays", 10, NOW).admit(item(1), LATER, NOW);
    disk.damage("replays");
    ReplayCache cache = ReplayCache.open(disk, "replays", 10, NOW);
    assertThat(cache.damagedBytes()).isPositive();
    assertThat(ReplayCache.open(disk, "replays", 10, NOW).damagedBytes()).isPositive();
    cache.repair(NOW);
    assertThat(cache.damagedBytes()).isZero();
    ReplayCache again = ReplayCache.open(disk, "replays", 10, NOW);
    assertThat(again.damagedBytes()).isZero();
    assertThat(again.known(item(1), NOW)).isTrue();
  }

  @Test
  void theEndOfTheKeyLeavesNothing() {
    ReplayCache cache = open(10);
    cache.admit(item(1), LATER, NOW);
    cache.delete();
    assertThat(cache.size()).isZero();
    assertThat(store.records("replays")).isEmpty();
  }

  @Test
  void aCapacityOutOfRangeIsRefused() {
    assertThatThrownBy(() -> open(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 1000000");
  }

  private ReplayCache open(int capacity) {
    return ReplayCache.open(store, "replays", capacity, NOW);
  }

  private static Bytes32 item(int number) {
    return Bytes32.of(ByteBuffer.allocate(32).putInt(number).array());
  }
}
