package io.whisper.rendezvous.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.rendezvous.fake.Relays;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RingTest {
  private final List<RelayEntry> stores =
      List.of(store(0x10), store(0x40), store(0x80), store(0xc0));

  @Test
  void replicasAreTheThreeStoresThatFollowTheTag() {
    assertThat(Ring.of(stores).replicas(place(0x20)))
        .containsExactly(stores.get(1), stores.get(2), stores.get(3));
  }

  @Test
  void afterTheLastPlaceComesTheFirst() {
    assertThat(Ring.of(stores).replicas(place(0x90)))
        .containsExactly(stores.get(3), stores.get(0), stores.get(1));
    assertThat(Ring.of(stores).replicas(place(0xff)))
        .containsExactly(stores.get(0), stores.get(1), stores.get(2));
  }

  @Test
  void aStoreAtTheVeryPlaceOfTheTagIsTheFirst() {
    assertThat(Ring.of(stores).replicas(place(0x40)).get(0)).isEqualTo(stores.get(1));
  }

  @Test
  void fewerStoresThanReplicasAreAllReplicas() {
    assertThat(Ring.of(stores.subList(0, 2)).replicas(place(0)))
        .containsExactlyInAnyOrder(stores.get(0), stores.get(1));
    assertThat(Ring.of(List.of()).replicas(place(0))).isEmpty();
  }

  @Test
  void relaysThatAreNoStoresDoNotCount() {
    RelayEntry other = Relays.entry(place(0x30), place(0x30), Set.of(RelayFlag.GUARD));
    List<RelayEntry> all = new ArrayList<>(stores);
    all.add(other);
    assertThat(Ring.of(all).size()).isEqualTo(4);
    assertThat(Ring.of(all).replicas(place(0x20))).doesNotContain(other);
  }

  @Test
  void whoeverIsAReplicaAnswersForTheTagAlsoWhenAFewStoresCameOrWent() {
    Property.holds(
        50,
        random -> {
          List<RelayEntry> before = stores(random, 20);
          List<RelayEntry> after = new ArrayList<>(before);
          Collections.shuffle(after, random);
          after.subList(0, 3).clear();
          after.addAll(stores(random, 2));
          Bytes32 tag = Bytes32.of(random.bytes(32));
          Ring ring = Ring.of(after);
          for (RelayEntry replica : Ring.of(before).replicas(tag)) {
            if (after.contains(replica)) {
              assertThat(ring.answersFor(replica.identity(), tag)).isTrue();
            }
          }
        });
  }

  @Test
  void theNumberOfTagsThatMoveWhenAStoreLeavesIsSmall() {
    Property.holds(
        5,
        random -> {
          List<RelayEntry> before = stores(random, 50);
          Ring ring = Ring.of(before);
          Ring smaller = Ring.of(before.subList(1, 50));
          int moved = 0;
          for (int i = 0; i < 1000; i++) {
            Bytes32 tag = Bytes32.of(random.bytes(32));
            if (!ring.replicas(tag).equals(smaller.replicas(tag))) {
              moved++;
            }
          }
          // 3 of 50 stores' stretches on average; that they are 6 times as long is out of the
          // question.
          assertThat(moved).isLessThan(1000 * 18 / 50);
        });
  }

  /** What hand-over relies on: one store that comes takes one place of three, and no more. */
  @Test
  void aStoreThatComesReplacesAtMostTheLastReplicaOfATag() {
    Property.holds(
        50,
        random -> {
          List<RelayEntry> before = stores(random, 3 + random.nextInt(30));
          RelayEntry newcomer = stores(random, 1).get(0);
          List<RelayEntry> after = new ArrayList<>(before);
          after.add(newcomer);
          for (int i = 0; i < 100; i++) {
            Bytes32 tag = Bytes32.of(random.bytes(32));
            List<RelayEntry> old = Ring.of(before).replicas(tag);
            List<RelayEntry> now = Ring.of(after).replicas(tag);
            if (now.contains(newcomer)) {
              List<RelayEntry> stayed = new ArrayList<>(now);
              stayed.remove(newcomer);
              assertThat(stayed).isEqualTo(old.subList(0, Ring.REPLICAS - 1));
            } else {
              assertThat(now).isEqualTo(old);
            }
          }
        });
  }

  /** One store that goes leaves two of three, and the store after them joins. */
  @Test
  void aStoreThatGoesLeavesTheOtherReplicasInTheirOrder() {
    Property.holds(
        50,
        random -> {
          List<RelayEntry> before = stores(random, 4 + random.nextInt(30));
          RelayEntry gone = before.get(random.nextInt(before.size()));
          List<RelayEntry> after = new ArrayList<>(before);
          after.remove(gone);
          for (int i = 0; i < 100; i++) {
            Bytes32 tag = Bytes32.of(random.bytes(32));
            List<RelayEntry> stayed = new ArrayList<>(Ring.of(before).replicas(tag));
            stayed.remove(gone);
            assertThat(Ring.of(after).replicas(tag)).startsWith(stayed.toArray(RelayEntry[]::new));
          }
        });
  }

  /** A store that is drawn anew is one that goes and one that comes. */
  @Test
  void aStoreThatMovesChangesTheReplicasOfTagsNearItsTwoPlacesOnly() {
    Property.holds(
        50,
        random -> {
          List<RelayEntry> before = stores(random, 4 + random.nextInt(30));
          RelayEntry moving = before.get(0);
          List<RelayEntry> after = new ArrayList<>(before);
          RelayEntry moved =
              Relays.entry(
                  moving.identity(), Bytes32.of(random.bytes(32)), Set.of(RelayFlag.STORE));
          after.set(0, moved);
          for (int i = 0; i < 100; i++) {
            Bytes32 tag = Bytes32.of(random.bytes(32));
            List<RelayEntry> old = Ring.of(before).replicas(tag);
            List<RelayEntry> now = Ring.of(after).replicas(tag);
            List<RelayEntry> joined = new ArrayList<>(now);
            joined.removeAll(old);
            assertThat(joined).hasSizeLessThanOrEqualTo(1);
            assertThat(old.contains(moving) || now.contains(moved) || now.equals(old)).isTrue();
          }
        });
  }

  /** With any two of three replicas gone for good, the third is among those who follow. */
  @Test
  void whoIsLeftOfTheReplicasIsAReplicaAgain() {
    Property.holds(
        50,
        random -> {
          List<RelayEntry> before = stores(random, 5 + random.nextInt(30));
          Bytes32 tag = Bytes32.of(random.bytes(32));
          List<RelayEntry> replicas = new ArrayList<>(Ring.of(before).replicas(tag));
          Collections.shuffle(replicas, random);
          List<RelayEntry> after = new ArrayList<>(before);
          after.removeAll(replicas.subList(0, 2));
          assertThat(Ring.of(after).replicas(tag))
              .hasSize(Ring.REPLICAS)
              .startsWith(replicas.get(2));
        });
  }

  @Test
  void replicasDoNotDependOnTheOrderOfTheConsensus() {
    Property.holds(
        50,
        random -> {
          List<RelayEntry> before = stores(random, 12);
          List<RelayEntry> shuffled = new ArrayList<>(before);
          Collections.shuffle(shuffled, random);
          Bytes32 tag = Bytes32.of(random.bytes(32));
          assertThat(Ring.of(shuffled).replicas(tag)).isEqualTo(Ring.of(before).replicas(tag));
        });
  }

  private static List<RelayEntry> stores(SeededRandom random, int count) {
    List<RelayEntry> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes32 place = Bytes32.of(random.bytes(32));
      made.add(Relays.entry(place, place, Set.of(RelayFlag.STORE)));
    }
    return made;
  }

  private static RelayEntry store(int place) {
    return Relays.entry(place(place), place(place), Set.of(RelayFlag.STORE));
  }

  private static Bytes32 place(int first) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) first;
    return Bytes32.of(bytes);
  }
}
