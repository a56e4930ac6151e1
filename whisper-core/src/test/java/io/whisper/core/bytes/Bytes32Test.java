package io.whisper.core.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class Bytes32Test {
  @Test
  void copiesAtTheDoor() {
    byte[] bytes = new SeededRandom(1).bytes(32);
    Bytes32 value = Bytes32.of(bytes);
    byte[] before = bytes.clone();
    bytes[0]++;
    value.toByteArray()[1]++;
    assertThat(value.toByteArray()).isEqualTo(before);
  }

  @Test
  void isAValue() {
    byte[] bytes = new SeededRandom(2).bytes(32);
    assertThat(Bytes32.of(bytes)).isEqualTo(Bytes32.of(bytes)).hasSameHashCodeAs(Bytes32.of(bytes));
    assertThat(Bytes32.of(bytes)).isNotEqualTo(Bytes32.ZERO);
    assertThat(Bytes32.fromHex(Bytes32.of(bytes).hex())).isEqualTo(Bytes32.of(bytes));
  }

  @Test
  void ordersLikeUnsignedNumbers() {
    Property.holds(
        100,
        random -> {
          byte[] a = random.bytes(32);
          byte[] b = random.bytes(32);
          int expected = new BigInteger(1, a).compareTo(new BigInteger(1, b));
          assertThat(Integer.signum(Bytes32.of(a).compareTo(Bytes32.of(b)))).isEqualTo(expected);
        });
  }

  @Test
  void otherLengthsAreNamed() {
    assertThatThrownBy(() -> Bytes32.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("31 bytes given where 32 belong");
    assertThatThrownBy(() -> Bytes32.fromHex("00"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 hexadecimal digits given where 64 belong");
    assertThatThrownBy(() -> Bytes32.fromHex("zz".repeat(32)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void doesNotPrintItsBytes() {
    assertThat(Bytes32.ZERO).hasToString("Bytes32");
  }
}
