package io.whisper.onion.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.VirtualTime;
import io.whisper.onion.directory.RelayEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PathSelectorTest {
  private final SeededRandom random = new SeededRandom(7);
  private final VirtualTime time = new VirtualTime();
  private final Guards guards = Guards.open(StateStore.inMemory(), time, new SeededRandom(8));
  private final PathSelector selector = new PathSelector(guards, random);

  @Test
  void noHopsIsTheTargetAlone() throws Exception {
    List<RelayEntry> relays = Relays.apart(3);
    selector.update(relays, false);
    assertThat(selector.path(0, relays.get(1), false, Set.of())).containsExactly(relays.get(1));
  }

  @Test
  void everyLengthEndsAtTheTarget() throws Exception {
    List<RelayEntry> relays = Relays.apart(20);
    selector.update(relays, false);
    for (int hops = 0; hops <= HopRange.MAX_HOPS; hops++) {
      List<RelayEntry> path = selector.path(hops, relays.get(5), false, Set.of());
      assertThat(path).hasSize(hops + 1).endsWith(relays.get(5)).doesNotHaveDuplicates();
    }
  }

  @Test
  void manyPathsShowTheEndpointToTwoRelaysAndThoseToFour() throws Exception {
    List<RelayEntry> relays = Relays.apart(60);
    selector.update(relays, false);
    Set<Bytes32> first = new HashSet<>();
    Set<Bytes32> second = new HashSet<>();
    Set<Bytes32> third = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      RelayEntry target = relays.get(random.nextInt(relays.size()));
      int hops = random.nextInt(1, 4);
      List<RelayEntry> path = selector.path(hops, target, random.nextBoolean(), Set.of());
      first.add(path.get(0).identity());
      if (hops >= 2) {
        second.add(path.get(1).identity());
      }
      if (hops == 3) {
        third.add(path.get(2).identity());
      }
    }
    assertThat(first).hasSize(2);
    assertThat(second).hasSize(4);
    assertThat(third).hasSizeGreaterThan(40);
  }

  @Test
  void constraintsHoldOverRandomConsensuses() {
    Property.holds(
        300,
        trial -> {
          List<RelayEntry> relays = Relays.random(trial);
          boolean relaxed = trial.nextInt(4) == 0;
          Guards own = Guards.open(StateStore.inMemory(), new VirtualTime(), trial);
          PathSelector paths = new PathSelector(own, trial);
          paths.update(relays, relaxed);
          for (int i = 0; i < 20; i++) {
            RelayEntry target = relays.get(trial.nextInt(relays.size()));
            boolean exempt = trial.nextBoolean();
            int hops = trial.nextInt(4);
            try {
              List<RelayEntry> path = paths.path(hops, target, exempt, Set.of());
              assertThat(path).hasSize(hops + 1).endsWith(target);
              check(path, exempt, relaxed);
            } catch (PathException none) {
              assertThat(none.constraints()).isNotEmpty();
              assertNoneExists(relays, own, hops, target, exempt, relaxed);
            }
          }
        });
  }

  @Test
  void targetThatIsAGuardIsReachedThroughTheOther() throws Exception {
    List<RelayEntry> relays = Relays.apart(12);
    selector.update(relays, false);
    List<RelayEntry> inUse = guards.inUse();
    for (int i = 0; i < 50; i++) {
      assertThat(selector.path(3, inUse.get(0), true, Set.of()).get(0)).isEqualTo(inUse.get(1));
    }
  }

  @Test
  void targetThatTheOtherSideNamedDoesNotMoveOurGuards() throws Exception {
    List<RelayEntry> relays = new ArrayList<>(Relays.apart(12));
    selector.update(relays, false);
    Map<Bytes32, Integer> before = firstHops(relays.get(11), true);
    // The other side's relay now claims to be near whatever could be our first guard.
    RelayEntry near = Relays.relay(11, Set.of(), guardAddress(guards.inUse().get(0)));
    relays.set(11, near);
    selector.update(relays, false);

    assertThat(firstHops(near, true).keySet()).isEqualTo(before.keySet()).hasSize(2);
    assertThat(firstHops(near, false)).hasSize(1);
  }

  @Test
  void relaysThatJustFailedAreTakenOnlyWhenNothingElseFits() throws Exception {
    List<RelayEntry> relays = Relays.apart(5);
    selector.update(relays, false);
    RelayEntry target = relays.get(0);
    List<RelayEntry> path = selector.path(2, target, false, Set.of());
    Set<Bytes32> avoided = Set.of(path.get(1).identity());
    for (int i = 0; i < 20; i++) {
      assertThat(selector.path(2, target, false, avoided).get(1)).isNotEqualTo(path.get(1));
    }
    Set<Bytes32> everybody = new HashSet<>();
    relays.forEach(r -> everybody.add(r.identity()));
    assertThat(selector.path(2, target, false, everybody)).hasSize(3);
  }

  @Test
  void relayInDoubtIsPassedOverForAWhileOrUntilACircuitStands() throws Exception {
    List<RelayEntry> relays = Relays.apart(12);
    selector.update(relays, false);
    RelayEntry doubted = guards.secondHops().get(0);
    assertThat(secondHops(relays.get(5))).contains(doubted);

    selector.doubt(doubted);
    assertThat(selector.trusted(List.of(doubted))).isFalse();
    assertThat(secondHops(relays.get(5))).isNotEmpty().doesNotContain(doubted);
    time.advance(Duration.ofSeconds(30));
    assertThat(secondHops(relays.get(5))).contains(doubted);

    selector.doubt(doubted);
    selector.trust(List.of(doubted));
    assertThat(selector.trusted(List.of(doubted))).isTrue();
    assertThat(secondHops(relays.get(5))).contains(doubted);
  }

  @Test
  void whoBreaksCircuitsCannotLeaveTheEndpointHisSecondHopsOnly() throws Exception {
    List<RelayEntry> relays = Relays.apart(12);
    selector.update(relays, false);
    guards.secondHops().forEach(selector::doubt);
    assertThat(secondHops(relays.get(5))).hasSizeGreaterThanOrEqualTo(2);
    assertThat(guards.secondHops().stream().filter(r -> selector.trusted(List.of(r)))).hasSize(2);
  }

  private Set<RelayEntry> secondHops(RelayEntry target) throws PathException {
    Set<RelayEntry> drawn = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      drawn.add(selector.path(2, target, true, Set.of()).get(1));
    }
    return drawn;
  }

  @Test
  void tooSmallNetworkSaysWhichConstraintLeftNobody() {
    List<RelayEntry> family = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      family.add(Relays.relay(i, Set.of("one"), "10." + i + ".0.1"));
    }
    selector.update(family, false);
    assertThatThrownBy(() -> selector.path(1, family.get(0), false, Set.of()))
        .isInstanceOf(PathException.class)
        .hasMessageContaining("family");

    List<RelayEntry> block = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      block.add(Relays.relay(i, Set.of(), "127.0.0.1"));
    }
    selector.update(block, false);
    assertThatThrownBy(() -> selector.path(3, block.get(0), true, Set.of()))
        .isInstanceOf(PathException.class)
        .hasMessageContaining("no second hop");
    selector.update(block, true);
    assertThat(paths(block.get(0))).hasSize(4);
  }

  @Test
  void targetOutsideTheConsensusIsRefused() {
    selector.update(Relays.apart(10), false);
    RelayEntry stranger = Relays.relay(99, Set.of(), "10.99.0.1");
    assertThatThrownBy(() -> selector.path(0, stranger, true, Set.of()))
        .isInstanceOfSatisfying(
            PathException.class,
            e -> assertThat(e.constraints()).containsExactly(PathConstraint.NOT_LISTED));
  }

  @Test
  void pathsWithoutATargetFitMostTargetsLater() throws Exception {
    List<RelayEntry> relays = Relays.apart(20);
    selector.update(relays, false);
    List<RelayEntry> path = selector.intermediaries(3, Set.of());
    assertThat(path).hasSize(3).doesNotHaveDuplicates();
    for (RelayEntry relay : relays) {
      assertThat(selector.fits(path, relay, false)).isEqualTo(!path.contains(relay));
      assertThat(selector.fits(path, relay, true)).isEqualTo(!path.contains(relay));
    }
  }

  @Test
  void lengthOutsideTheRangeIsRefused() {
    List<RelayEntry> relays = Relays.apart(10);
    selector.update(relays, false);
    assertThatThrownBy(() -> selector.path(4, relays.get(0), false, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hops 4");
    assertThatThrownBy(() -> selector.intermediaries(0, Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<RelayEntry> paths(RelayEntry target) {
    try {
      return selector.path(3, target, false, Set.of());
    } catch (PathException none) {
      throw new AssertionError(none);
    }
  }

  private Map<Bytes32, Integer> firstHops(RelayEntry target, boolean exempt) throws PathException {
    Map<Bytes32, Integer> firsts = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      List<RelayEntry> path = selector.path(3, target, exempt, Set.of());
      firsts.merge(path.get(0).identity(), 1, Integer::sum);
    }
    return firsts;
  }

  private static String guardAddress(RelayEntry guard) {
    return guard.target().addresses().get(0).getAddress().getHostAddress();
  }

  private static void check(List<RelayEntry> path, boolean exempt, boolean relaxed) {
    for (int i = 0; i < path.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertThat(mayMeet(path.get(i), path.get(j), exempt && i == path.size() - 1, relaxed))
            .isTrue();
      }
    }
  }

  private static boolean mayMeet(RelayEntry a, RelayEntry b, boolean exempt, boolean relaxed) {
    if (a.identity().equals(b.identity())) {
      return false;
    }
    return exempt
        || (Collections.disjoint(a.families(), b.families())
            && (relaxed || Collections.disjoint(AddressBlock.of(a), AddressBlock.of(b))));
  }

  /** Tries every path there could be with the sets as they are. */
  private static void assertNoneExists(
      List<RelayEntry> relays,
      Guards guards,
      int hops,
      RelayEntry target,
      boolean exempt,
      boolean relaxed) {
    for (RelayEntry first : guards.inUse()) {
      if (!mayMeet(target, first, exempt, relaxed)) {
        continue;
      }
      assertThat(hops).as("a path of one hop exists").isGreaterThan(1);
      for (RelayEntry second : guards.secondHops()) {
        if (!mayMeet(target, second, exempt, relaxed) || !mayMeet(first, second, false, relaxed)) {
          continue;
        }
        assertThat(hops).as("a path of two hops exists").isGreaterThan(2);
        assertThat(relays)
            .as("a third hop exists")
            .noneMatch(
                r ->
                    mayMeet(target, r, exempt, relaxed)
                        && mayMeet(first, r, false, relaxed)
                        && mayMeet(second, r, false, relaxed));
      }
    }
  }
}
