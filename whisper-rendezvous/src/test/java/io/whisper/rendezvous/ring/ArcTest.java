package io.whisper.rendezvous.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.onion.directory.RelayEntry;
import io.whisper.onion.directory.RelayFlag;
import io.whisper.rendezvous.fake.Relays;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArcTest {
  @Test
  void anArcHasTheTagsOfWhichItsStoreIsAReplica() {
    Property.holds(
        50,
        random -> {
          List<RelayEntry> stores = stores(random, 1 + random.nextInt(9));
          Ring ring = Ring.of(stores);
          for (int i = 0; i < 50; i++) {
            Bytes32 tag = Bytes32.of(random.bytes(32));
            List<RelayEntry> replicas = ring.replicas(tag);
            for (RelayEntry store : stores) {
              Arc arc = ring.arc(store);
              assertThat(arc.contains(tag)).isEqualTo(replicas.contains(store));
              assertThat(arc.pieces().stream().anyMatch(piece -> isIn(piece, tag)))
                  .isEqualTo(replicas.contains(store));
            }
          }
        });
  }

  @Test
  void neighboursAreThoseWithWhichAStoreSharesTags() {
    Property.holds(
        20,
        random -> {
          List<RelayEntry> stores = stores(random, 1 + random.nextInt(9));
          Ring ring = Ring.of(stores);
          Bytes32 self = stores.get(0).identity();
          Set<RelayEntry> sharing = new HashSet<>();
          for (int i = 0; i < 2000; i++) {
            List<RelayEntry> replicas = ring.replicas(Bytes32.of(random.bytes(32)));
            if (replicas.contains(stores.get(0))) {
              sharing.addAll(replicas);
            }
          }
          sharing.remove(stores.get(0));
          assertThat(ring.neighbours(self)).containsAll(sharing).hasSizeLessThanOrEqualTo(4);
        });
    assertThat(Ring.of(List.of()).neighbours(Bytes32.ZERO)).isEmpty();
  }

  @Test
  void twoArcsShareTheTagsOfWhichBothStoresAreReplicas() {
    Property.holds(
        50,
        random -> {
          List<RelayEntry> stores = stores(random, 1 + random.nextInt(9));
          Ring ring = Ring.of(stores);
          Arc self = ring.arc(stores.get(0));
          for (RelayEntry other : stores) {
            Arc arc = ring.arc(other);
            assertThat(arc.shared(self)).hasSizeLessThanOrEqualTo(4);
            for (int i = 0; i < 50; i++) {
              Bytes32 tag = Bytes32.of(random.bytes(32));
              boolean both = arc.contains(tag) && self.contains(tag);
              boolean alone = arc.contains(tag) && !self.contains(tag);
              assertThat(arc.shared(self).stream().filter(piece -> isIn(piece, tag)))
                  .hasSize(both ? 1 : 0);
              assertThat(arc.without(self).stream().filter(piece -> isIn(piece, tag)))
                  .hasSize(alone ? 1 : 0);
            }
          }
        });
  }

  private static boolean isIn(Arc.Piece piece, Bytes32 tag) {
    return tag.compareTo(piece.above()) > 0 && tag.compareTo(piece.upTo()) <= 0;
  }

  private static List<RelayEntry> stores(SeededRandom random, int count) {
    List<RelayEntry> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes32 place = Bytes32.of(random.bytes(32));
      made.add(Relays.entry(place, place, Set.of(RelayFlag.STORE)));
    }
    return made;
  }
}
