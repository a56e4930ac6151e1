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
    assertThat(seen.isNew(FIRST, 100)).isTrue();
    seen.add(FIRST, 100, 50);
    assertThat(seen.isNew(FIRST, 100)).isFalse();
    assertThat(seen.isNew(SECOND, 100)).isTrue();
    assertThat(seen.stands(FIRST, 99)).isTrue();
    assertThat(seen.stands(FIRST, 100)).isFalse();
    assertThat(seen.stands(SECOND, 50)).isFalse();
    seen.gone(FIRST);
    assertThat(seen.stands(FIRST, 50)).isFalse();
  }

  @Test
  void whatExpiredIsForgottenTwoMinutesLaterAndStaysOld() {
    SeenIds seen = new SeenIds(10);
    seen.add(FIRST, 100, 50);
    seen.add(SECOND, 1000, 219);
    assertThat(seen.size()).isEqualTo(2);
    seen.add(THIRD, 1000, 220);
    assertThat(seen.size()).isEqualTo(2);
    assertThat(seen.isNew(FIRST, 100)).isFalse();
  }

  @Test
  void whenItIsFullWhatExpiresFirstIsForgottenAndNothingOlderIsNewAgain() {
    SeenIds seen = new SeenIds(2);
    seen.add(FIRST, 100, 0);
    seen.add(SECOND, 200, 0);
    seen.add(THIRD, 300, 0);
    assertThat(seen.size()).isEqualTo(2);
    Bytes32 other = Bytes32.ZERO;
    assertThat(seen.isNew(FIRST, 100)).isFalse();
    assertThat(seen.isNew(other, 100)).isFalse();
    assertThat(seen.isNew(other, 101)).isTrue();
  }

  @Test
  void nothingIsEverNewTwiceWhateverTheClockDoes() {
    Property.holds(200, SeenIdsTest::neverTwice);
  }

  private static void neverTwice(SeededRandom random) {
    SeenIds seen = new SeenIds(1 + random.nextInt(20));
    List<Bytes32> ids = new ArrayList<>();
    List<Long> expiries = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ids.add(Bytes32.of(random.bytes(32)));
      expiries.add(1L + random.nextInt(2000));
    }
    Set<Bytes32> given = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      int which = random.nextInt(ids.size());
      long now = random.nextInt(2000);
      Bytes32 id = ids.get(which);
      if (expiries.get(which) > now && seen.isNew(id, expiries.get(which))) {
        assertThat(given.add(id)).isTrue();
        seen.add(id, expiries.get(which), now);
      }
    }
  }
}
