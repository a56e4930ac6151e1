package io.whisper.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SeededRandomTest {
  @Test
  void sameSeedYieldsTheSameBytes() {
    SeededRandom one = new SeededRandom(7);
    SeededRandom two = new SeededRandom(7);
    two.setSeed(99);
    assertThat(one.bytes(100)).isEqualTo(two.bytes(100));
    assertThat(one.nextLong()).isEqualTo(two.nextLong());
    assertThat(one.generateSeed(5)).isEqualTo(two.generateSeed(5));
    assertThat(one.bytes(100)).isNotEqualTo(new SeededRandom(8).bytes(100));
  }

  @Test
  void failingPropertyNamesItsSeed() {
    assertThatThrownBy(
            () ->
                Property.holds(
                    3,
                    random -> {
                      throw new IllegalStateException("seed is " + random.seed());
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("fails for seed (-?\\d+), again with .*seed is \\1");
  }
}
