package io.whisper.rendezvous.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.testkit.SeededRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stores say to each other when they have the same, or nearly so. */
class AntiEntropyTest {
  private static final int DAY = 86_400;
  private static final Duration A_WHILE = Duration.ofMinutes(3);

  /** In which each store has offered to each other one. */
  private static final Duration A_ROUND = Duration.ofMinutes(61);

  private final SeededRandom random = new SeededRandom(83);
  private final Posts posts = new Posts(random);

  @Test
  void storesThatShareTenThousandEnvelopesNameNone() {
    FakeRing town = new FakeRing(random, 3);
    hold(town, 10_000);
    town.pass(A_WHILE);
    long bytes = town.bytes();
    int talks = town.talks();
    town.pass(A_ROUND);
    // To name all takes 650,000 bytes.
    assertThat(town.talks() - talks).isBetween(6, 12);
    assertThat((town.bytes() - bytes) / (town.talks() - talks)).isBetween(4_000L, 5_000L);
  }

  @Test
  void ofTenThousandOnlyWhatLiesNearADifferenceIsNamed() {
    FakeRing town = new FakeRing(random, 3);
    List<Envelope> all = hold(town, 10_000);
    town.pass(A_WHILE);
    for (int i = 0; i < 5; i++) {
      Envelope lost = all.get(random.nextInt(all.size()));
      town.running().get(i % 3).disk().remove(Shelf.BOARD, lost.terms().tag(), lost.id());
    }
    long bytes = town.bytes();
    int talks = town.talks();
    town.pass(A_ROUND);
    assertThat(town.running())
        .allSatisfy(store -> assertThat(store.disk().size().entries()).isEqualTo(10_000));
    assertThat((town.bytes() - bytes) / (town.talks() - talks)).isLessThan(20_000);
  }

  private List<Envelope> hold(FakeRing town, int count) {
    List<Envelope> all = new ArrayList<>();
    Bytes32 popular = posts.tag();
    for (int i = 0; i < count; i++) {
      Bytes32 tag = i % 4 == 0 ? popular : posts.tag();
      Envelope envelope = posts.board(tag, town.time().now(), DAY);
      all.add(envelope);
      town.running().forEach(store -> store.disk().put(envelope.stored()));
    }
    return all;
  }
}
