package io.whisper.node.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CountedHopsTest {
  @Test
  void sixCellsAHopOnTopOfTheAnswer() {
    assertThat(CountedHops.of(9)).isZero();
    assertThat(CountedHops.of(9 + 18)).isEqualTo(3);
  }

  @Test
  void aStrayCellOrTwoChangeNothing() {
    assertThat(CountedHops.of(9 + 12 + 2)).isEqualTo(2);
  }
}
