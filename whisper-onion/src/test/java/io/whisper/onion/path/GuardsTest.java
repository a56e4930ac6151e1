package io.whisper.onion.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateException;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.FaultyDisk;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuardsTest {
  private final VirtualTime time = new VirtualTime();
  private final StateStore store = StateStore.inMemory();
  private final List<RelayEntry> relays = Relays.apart(40);

  @Test
  void twoGuardsAndFourSecondHopsAreDrawnApartFromEachOther() {
    Guards guards = opened(1, relays);
    assertThat(guards.inUse()).hasSize(2).doesNotHaveDuplicates();
    assertThat(guards.secondHops()).hasSize(4).doesNotHaveDuplicates();
    assertThat(guards.inUse()).doesNotContainAnyElementsOf(guards.secondHops());
  }

  @Test
  void bothSetsAreTheSameAfterARestart() {
    Guards before = opened(1, relays);
    Guards after = opened(2, relays);
    assertThat(after.inUse()).isEqualTo(before.inUse());
    assertThat(after.secondHops()).isEqualTo(before.secondHops());
  }

  @Test
  void guardsAreUsedFromMemoryWhenTheDiskIsFullAndKeptOnceThereIsRoom() {
    FaultyDisk disk = new FaultyDisk(store);
    disk.full(true);
    Guards guards = Guards.open(disk, time, new SeededRandom(1));
    guards.update(new Candidates(relays, false));
    assertThat(guards.inUse()).hasSize(2);
    Collection<Bytes32> used = ids(guards.inUse());
    time.advance(Duration.ofMinutes(5));
    assertThat(store.read("guards")).isEmpty();

    disk.full(false);
    time.advance(Duration.ofMinutes(1));
    assertThat(ids(opened(2, relays).inUse())).isEqualTo(used);
    assertThat(time.pending()).isZero();
  }

  @Test
  void theNextChangeIsWrittenWithoutWaitingForTheNextTry() {
    FaultyDisk disk = new FaultyDisk(store);
    Guards guards = Guards.open(disk, time, new SeededRandom(1));
    guards.update(new Candidates(relays, false));
    byte[] before = store.read("guards").orElseThrow();
    disk.full(true);
    time.advance(Duration.ofDays(13));
    guards.refresh();
    assertThat(store.read("guards")).hasValue(before);
    disk.full(false);
    time.advance(Duration.ofSeconds(1));
    guards.update(new Candidates(relays.subList(0, 20), false));
    assertThat(ids(opened(2, relays.subList(0, 20)).secondHops()))
        .isEqualTo(ids(guards.secondHops()));
    assertThat(time.pending()).isZero();
  }

  @Test
  void onlyRelaysWithTheFlagBecomeGuardsAndHeavyOnesMoreOften() {
    List<RelayEntry> mixed = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      boolean guard = i < 10;
      long weight = i == 0 ? 1_000_000 : 1;
      EnumSet<RelayFlag> flags = guard ? EnumSet.of(RelayFlag.GUARD) : EnumSet.of(RelayFlag.STABLE);
      mixed.add(Relays.relay(i, Set.of(), flags, weight, "10." + i + ".0.1"));
    }
    for (int seed = 0; seed < 20; seed++) {
      Guards guards = Guards.open(StateStore.inMemory(), time, new SeededRandom(seed));
      guards.update(new Candidates(mixed, false));
      assertThat(guards.inUse()).allMatch(r -> r.flags().contains(RelayFlag.GUARD));
      assertThat(guards.inUse()).contains(mixed.get(0));
    }
  }

  @Test
  void guardsLiveForMonthsAndSecondHopsForDays() {
    Guards guards = opened(1, relays);
    Collection<Bytes32> first = ids(guards.inUse());
    Collection<Bytes32> seconds = ids(guards.secondHops());

    time.advance(Duration.ofHours(23));
    guards.refresh();
    assertThat(ids(guards.secondHops())).isEqualTo(seconds);
    time.advance(Duration.ofDays(12));
    guards.refresh();
    assertThat(ids(guards.secondHops())).isNotEqualTo(seconds).hasSize(4);

    time.advance(Duration.ofDays(46));
    guards.refresh();
    assertThat(ids(guards.inUse())).isEqualTo(first);
    time.advance(Duration.ofDays(62));
    guards.refresh();
    assertThat(ids(guards.inUse())).doesNotContainAnyElementsOf(first).hasSize(2);
  }

  @Test
  void guardThatLeavesTheConsensusIsReplacedUntilItReturns() {
    Guards guards = opened(1, relays);
    List<RelayEntry> first = guards.inUse();
    List<RelayEntry> without = new ArrayList<>(relays);
    without.remove(first.get(0));
    guards.update(new Candidates(without, false));
    assertThat(guards.inUse()).hasSize(2).contains(first.get(1)).doesNotContain(first.get(0));

    guards.update(new Candidates(relays, false));
    assertThat(guards.inUse()).isEqualTo(first);

    guards.update(new Candidates(without, false));
    time.advance(Duration.ofDays(21));
    guards.refresh();
    guards.update(new Candidates(relays, false));
    assertThat(guards.inUse()).as("forgotten after 20 days").doesNotContain(first.get(0));
  }

  @Test
  void guardThatCannotBeReachedLeavesTheOtherAlone() {
    Guards guards = opened(1, relays);
    List<RelayEntry> inUse = guards.inUse();
    guards.reached(inUse.get(1).identity());
    guards.unreachable(inUse.get(0).identity());

    assertThat(guards.choices(null)).containsExactly(inUse.get(1));
    time.advance(Duration.ofSeconds(31));
    assertThat(guards.choices(null)).containsExactlyElementsOf(inUse);
  }

  @Test
  void guardInDoubtIsPassedOverForAWhile() {
    Guards guards = opened(1, relays);
    List<RelayEntry> inUse = guards.inUse();
    guards.doubted(inUse.get(0).identity());

    assertThat(guards.choices(null)).containsExactly(inUse.get(1));
    time.advance(Duration.ofSeconds(10));
    assertThat(guards.choices(null)).containsExactlyElementsOf(inUse);
  }

  @Test
  void guardInDoubtIsTrustedAgainOnceACircuitStands() {
    Guards guards = opened(1, relays);
    List<RelayEntry> inUse = guards.inUse();
    guards.doubted(inUse.get(0).identity());
    guards.reached(inUse.get(0).identity());
    assertThat(guards.choices(null)).containsExactly(inUse.get(1));
    guards.circuitBuilt(inUse.get(0).identity());
    assertThat(guards.choices(null)).containsExactlyElementsOf(inUse);
  }

  @Test
  void noReserveIsDrawnWhereBothGuardsAreInDoubt() {
    Guards guards = opened(1, relays);
    List<RelayEntry> inUse = guards.inUse();
    inUse.forEach(guard -> guards.doubted(guard.identity()));
    assertThat(guards.choices(null)).containsExactlyElementsOf(inUse);
    // Nor where the only one that is not is the target.
    time.advance(Duration.ofSeconds(10));
    guards.doubted(inUse.get(0).identity());
    assertThat(guards.choices(inUse.get(1))).containsExactly(inUse.get(0));
  }

  @Test
  void withoutNetworkNoEndOfReservesIsDrawn() {
    Guards guards = opened(1, relays);
    Set<Bytes32> seen = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      for (RelayEntry choice : guards.choices(null)) {
        seen.add(choice.identity());
        guards.unreachable(choice.identity());
      }
      time.advance(Duration.ofSeconds(7));
    }
    assertThat(seen).hasSizeLessThanOrEqualTo(Guards.MAX_LISTED);
  }

  @Test
  void guardsInUseAreTriedAgainAsSoonAsTheNetworkIsBack() {
    Guards guards = opened(1, relays);
    List<RelayEntry> inUse = guards.inUse();
    inUse.forEach(g -> guards.unreachable(g.identity()));
    List<RelayEntry> reserve = guards.choices(null);
    assertThat(reserve).hasSize(1).doesNotContainAnyElementsOf(inUse);

    guards.reached(reserve.get(0).identity());
    assertThat(guards.choices(null)).containsExactlyElementsOf(inUse);

    // Now it is known that the network is up, and that it is the guards who are away.
    inUse.forEach(g -> guards.unreachable(g.identity()));
    guards.reached(reserve.get(0).identity());
    assertThat(guards.choices(null)).isEqualTo(reserve);
  }

  @Test
  void guardThatFailsMostCircuitsWhileTheOtherWorksIsDroppedForGood() {
    Guards guards = opened(1, relays);
    List<RelayEntry> inUse = guards.inUse();
    for (int i = 0; i < 40; i++) {
      guards.circuitBuilt(inUse.get(1).identity());
      guards.circuitFailed(inUse.get(0).identity());
    }
    assertThat(guards.inUse()).hasSize(2).contains(inUse.get(1)).doesNotContain(inUse.get(0));
    assertThat(opened(9, relays).inUse()).isEqualTo(guards.inUse());
  }

  @Test
  void guardsThatFailAlikeAreKept() {
    Guards guards = opened(1, relays);
    List<RelayEntry> inUse = guards.inUse();
    for (int i = 0; i < 400; i++) {
      guards.circuitFailed(inUse.get(0).identity());
      guards.circuitFailed(inUse.get(1).identity());
    }
    assertThat(guards.inUse()).isEqualTo(inUse);
  }

  @Test
  void breakingCircuitsDropsOneGuardAWeekAtMost() {
    Guards guards = opened(1, relays);
    Set<Bytes32> seen = new HashSet<>(ids(guards.inUse()));
    for (int i = 0; i < 2000; i++) {
      List<RelayEntry> inUse = guards.inUse();
      seen.addAll(ids(inUse));
      guards.circuitBuilt(inUse.get(0).identity());
      guards.circuitFailed(inUse.get(1).identity());
    }
    assertThat(seen).hasSize(3);
  }

  @Test
  void damagedRecordIsRefusedAndNotDrawnAnew() {
    opened(1, relays);
    byte[] record = store.read("guards").orElseThrow();
    for (int length = 0; length < record.length; length++) {
      store.write("guards", Arrays.copyOf(record, length));
      assertThatThrownBy(() -> Guards.open(store, time, new SeededRandom(1)))
          .isInstanceOf(StateException.class)
          .hasMessageContaining("guards");
    }
    record[0] = 2;
    store.write("guards", record);
    assertThatThrownBy(() -> Guards.open(store, time, new SeededRandom(1)))
        .isInstanceOf(StateException.class);
  }

  private Guards opened(long seed, List<RelayEntry> listed) {
    Guards guards = Guards.open(store, time, new SeededRandom(seed));
    guards.update(new Candidates(listed, false));
    return guards;
  }

  private static Set<Bytes32> ids(List<RelayEntry> entries) {
    Set<Bytes32> ids = new HashSet<>();
    entries.forEach(e -> ids.add(e.identity()));
    return ids;
  }
}
