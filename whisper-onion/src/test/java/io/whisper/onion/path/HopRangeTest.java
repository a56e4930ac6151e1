package io.whisper.onion.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.SeededRandom;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HopRangeTest {
  @Test
  void bothFormsAreRead() {
    assertThat(HopRange.parse("0")).contains(HopRange.exactly(0));
    assertThat(HopRange.parse("1-3")).contains(new HopRange(1, 3));
    assertThat(HopRange.parse("2-2")).contains(HopRange.exactly(2));
  }

  @Test
  void everythingElseIsNotRead() {
    for (String text : new String[] {"", "4", "3-1", "0-4", "-1", "1-", "a", "1 - 2", "1-2-3"}) {
      assertThat(HopRange.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void boundsOutsideTheRangeAreRefusedByName() {
    assertThatThrownBy(() -> new HopRange(2, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2-4")
        .hasMessageContaining("3");
    assertThatThrownBy(() -> new HopRange(-1, 2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textFormReadsBack() {
    assertThat(new HopRange(1, 3)).hasToString("1-3");
    assertThat(HopRange.exactly(3)).hasToString("3");
  }

  @Test
  void everyLengthIsDrawnAboutEquallyOften() {
    SeededRandom random = new SeededRandom(1);
    Map<Integer, Integer> drawn = new HashMap<>();
    for (int i = 0; i < 3000; i++) {
      drawn.merge(new HopRange(1, 3).draw(random), 1, Integer::sum);
    }
    assertThat(drawn).containsOnlyKeys(1, 2, 3);
    assertThat(drawn.values()).allMatch(n -> n > 900);
  }
}
