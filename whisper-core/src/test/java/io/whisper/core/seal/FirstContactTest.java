package io.whisper.core.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

class FirstContactTest {
  private final MessageId id = MessageId.generate(new SeededRandom(1));

  @Test
  void copiesAtTheDoor() {
    byte[] payload = {1, 2};
    FirstContact content = new FirstContact(Kind.MESSAGE, id, 0, payload);
    payload[0] = 9;
    content.payload()[1] = 9;
    assertThat(content.payload()).containsExactly(1, 2);
    assertThat(content.size()).isEqualTo(2);
  }

  @Test
  void timeToLiveThatDoesNotFitIsNamed() {
    for (long ttl : new long[] {-1, 1L << 32}) {
      assertThatThrownBy(() -> new FirstContact(Kind.MESSAGE, id, ttl, new byte[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("time to live of " + ttl + " s is not within 0 to 4294967295");
    }
  }

  @Test
  void messageIdIsAValueOf16Bytes() {
    assertThat(MessageId.of(id.toByteArray())).isEqualTo(id).hasSameHashCodeAs(id);
    assertThat(MessageId.generate(new SeededRandom(2))).isNotEqualTo(id);
    assertThatThrownBy(() -> MessageId.of(new byte[15]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("message id has 15 bytes where 16 belong");
  }
}
