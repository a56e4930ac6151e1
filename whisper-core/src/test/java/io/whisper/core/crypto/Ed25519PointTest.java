package io.whisper.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519PointTest {
  private static final String NEUTRAL =
      "0100000000000000000000000000000000000000000000000000000000000000";

  /** L, little-endian. */
  private static final String ORDER =
      "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

  @Test
  void basePointTimesAScalarIsThePublicKey() {
    Property.holds(
        10,
        random -> {
          byte[] seed = random.bytes(32);
          byte[] scalar = Arrays.copyOf(Ed25519.expand(seed), 32);
          assertThat(Ed25519Point.BASE.multiply(scalar).encode())
              .isEqualTo(Ed25519.publicKey(seed));
        });
  }

  @Test
  void orderTimesTheBasePointIsNeutral() {
    assertThat(Ed25519Point.BASE.multiply(hex(ORDER)).encode()).isEqualTo(hex(NEUTRAL));
    assertThat(Ed25519Point.BASE.multiply(new byte[32]).encode()).isEqualTo(hex(NEUTRAL));
  }

  @Test
  void multiplicationDistributesOverAddition() {
    Property.holds(
        5,
        random -> {
          byte[] a = random.bytes(32);
          byte[] b = random.bytes(32);
          byte[] one = new byte[32];
          one[0] = 1;
          byte[] sum = Ed25519Scalar.multiplyAdd(a, one, b);
          Ed25519Point point = Ed25519Point.BASE.multiply(random.bytes(32));
          assertThat(point.multiply(a).plus(point.multiply(b)).encode())
              .isEqualTo(point.multiply(sum).encode());
        });
  }

  @Test
  void decodingAndEncodingAreInverse() {
    Property.holds(
        20,
        random -> {
          byte[] encoded = Ed25519.publicKey(random.bytes(32));
          assertThat(Ed25519Point.decode(encoded).orElseThrow().encode()).isEqualTo(encoded);
        });
  }

  @Test
  void aboutHalfOfAllNumbersAreNoPoint() {
    SeededRandom random = new SeededRandom(1);
    long points =
        Stream.generate(() -> random.bytes(32))
            .limit(200)
            .filter(encoded -> Ed25519Point.decode(encoded).isPresent())
            .count();
    assertThat(points).isBetween(60L, 140L);
  }

  /** y not below the field's prime; x zero with its sign set. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000080"
      })
  void encodingThatIsNotCanonicalIsRefused(String encoded) {
    assertThat(Ed25519Point.decode(hex(encoded))).isEmpty();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
