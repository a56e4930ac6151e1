package io.whisper.rendezvous.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenIdsTest {
  private static final Bytes32 FIRST = Bytes32.fromHex("01".repeat(32));
  private static final Bytes32 SECOND = Bytes32.fromHex("02".repeat(32));
  private static final Bytes32 THIRD = Bytes32.fromHex("03".repeat(32));

  @Test
  void whatWasAddedIsNotNew() {
    SeenIds seen = new SeenIds(10);
    assertThat(seen.isNew(FIRST)).isTrue();
    seen.add(FIRST, 100, 50);
    assertThat(seen.isNew(FIRST)).isFalse();
    assertThat(seen.isNew(SECOND)).isTrue();
    assertThat(seen.stands(FIRST, 99)).isTrue();
    assertThat(seen.stands(FIRST, 100)).isFalse();
    assertThat(seen.stands(SECOND, 50)).isFalse();
    seen.gone(FIRST);
    assertThat(seen.stands(FIRST, 50)).isFalse();
  }

  @Test
  void asLongAsThereIsRoomNothingIsForgotten() {
    SeenIds seen = new SeenIds(3);
    assertThat(seen.add(FIRST, 100, 50)).isFalse();
    assertThat(seen.add(SECOND, 1000, 5000)).isFalse();
    assertThat(seen.add(THIRD, 1000, 50)).isFalse();
    assertThat(seen.isNew(FIRST)).isFalse();
    assertThat(seen.size()).isEqualTo(3);
  }

  @Test
  void whatExpiredTwoMinutesAgoIsForgottenFirstAndSilently() {
    SeenIds seen = new SeenIds(2);
    seen.add(FIRST, 1000, 50);
    seen.add(SECOND, 100, 50);
    assertThat(seen.add(THIRD, 1000, 220)).isFalse();
    assertThat(seen.isNew(FIRST)).isFalse();
    assertThat(seen.isNew(SECOND)).isTrue();
  }

  @Test
  void whenItIsFullWhatWasNotNamedForTheLongestTimeIsForgottenAndThatIsSaid() {
    SeenIds seen = new SeenIds(2);
    seen.add(FIRST, 1000, 50);
    seen.add(SECOND, 1000, 50);
    assertThat(seen.isNew(FIRST)).isFalse();
    assertThat(seen.add(THIRD, 1000, 219)).isTrue();
    assertThat(seen.size()).isEqualTo(2);
    assertThat(seen.isNew(FIRST)).isFalse();
    assertThat(seen.isNew(SECOND)).isTrue();
    // However soon it expires, what is new is new.
    assertThat(seen.isNew(Bytes32.ZERO)).isTrue();
  }

  @Test
  void nothingIsNewTwiceWithinTheBoundWhateverTheClockDoes() {
    Property.holds(
        200,
        random -> {
          int count = 1 + random.nextInt(60);
          neverTwice(random, new SeenIds(count), count);
        });
  }

  private static void neverTwice(SeededRandom random, SeenIds seen, int count) {
    List<Bytes32> ids = new ArrayList<>();
    List<Long> expiries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(Bytes32.of(random.bytes(32)));
      expiries.add(1L + random.nextInt(2000));
    }
    Set<Bytes32> given = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      int which = random.nextInt(ids.size());
      long now = random.nextInt(2000);
      Bytes32 id = ids.get(which);
      if (expiries.get(which) > now && seen.isNew(id)) {
        assertThat(given.add(id)).isTrue();
        assertThat(seen.add(id, expiries.get(which), now)).isFalse();
      }
    }
  }

  /** A tag where much comes and goes, and of which stores name what is there now and then. */
  @Test
  void whatStoresNameNowAndThenIsNeverNewAgainHoweverMuchComesAndGoes() {
    Property.holds(
        50,
        random -> {
          SeenIds seen = new SeenIds(100);
          List<Bytes32> standing = new ArrayList<>();
          for (int i = 0; i < 40; i++) {
            standing.add(Bytes32.of(random.bytes(32)));
            seen.add(standing.get(i), 1_000_000, 0);
          }
          for (int now = 1; now < 2000; now++) {
            assertThat(seen.isNew(standing.get(now % 40))).isFalse();
            Bytes32 passing = Bytes32.of(random.bytes(32));
            assertThat(seen.isNew(passing)).isTrue();
            seen.add(passing, now + random.nextInt(500), now);
          }
          assertThat(seen.size()).isLessThanOrEqualTo(100);
        });
  }
}
