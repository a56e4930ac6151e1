package io.whisper.rendezvous.reception;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.state.StateStore;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.rendezvous.introduction.ReplayCache.Admission;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PointKeyTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  private final StateStore state = StateStore.inMemory();

  @Test
  void aKeyLivesARandom18To24Hours() {
    Property.holds(
        100,
        random -> {
          PointKey key = PointKey.create(random, Bytes32.ZERO, state, NOW);
          assertThat(Duration.between(NOW, key.ends()))
              .isBetween(Duration.ofHours(18), Duration.ofHours(24));
          assertThat(key.over(key.ends().minusSeconds(1))).isFalse();
          assertThat(key.over(key.ends())).isTrue();
        });
  }

  @Test
  void aKeyIsUsedUpAfterARandomNumberOfIntroductions() {
    PointKey key = PointKey.create(new SeededRandom(5), Bytes32.ZERO, state, NOW);
    int introductions = 0;
    while (!key.over(NOW)) {
      key.opened().admit(item(introductions++), key.remembered(), NOW);
    }
    assertThat(introductions).isBetween(16_384, 32_768);
    // Those that still come while another point takes its place are remembered, too.
    assertThat(key.opened().admit(item(introductions), key.remembered(), NOW))
        .isEqualTo(Admission.NEW);
  }

  @Test
  void aKeyComesBackFromDiskWithWhatWasOpenedUnderIt() {
    SeededRandom random = new SeededRandom(6);
    PointKey key = PointKey.create(random, Bytes32.of(random.bytes(32)), state, NOW);
    key.opened().admit(item(1), key.remembered(), NOW);
    ByteWriter out = ByteWriter.growing();
    key.write(out);
    byte[] record = out.toByteArray();
    assertThat(record).hasSize(PointKey.RECORD_SIZE);

    PointKey back = PointKey.read(new ByteReader(record), state, NOW);
    assertThat(back.point()).isEqualTo(key.point());
    assertThat(back.ends()).isEqualTo(key.ends());
    assertThat(back.opened().known(item(1), NOW)).isTrue();
    assertThat(back.opened().known(item(2), NOW)).isFalse();
    assertThat(back).hasToString("PointKey");
  }

  @Test
  void whatWasOpenedIsRememberedLongerThanTheKeyLives() {
    PointKey key = PointKey.create(new SeededRandom(7), Bytes32.ZERO, state, NOW);
    assertThat(key.remembered()).isAfter(key.ends().plus(Duration.ofHours(3)));
  }

  private static Bytes32 item(int number) {
    return Bytes32.of(ByteBuffer.allocate(32).putInt(number).array());
  }
}
