package io.whisper.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Ed25519ScalarTest {
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  @Test
  void reducesAsBigIntegersDo() {
    Property.holds(
        500,
        random -> {
          byte[] number = extreme(random, 64);
          assertThat(big(Ed25519Scalar.reduce(number))).isEqualTo(big(number).mod(L));
        });
  }

  @Test
  void multipliesAndAddsAsBigIntegersDo() {
    Property.holds(
        500,
        random -> {
          byte[] a = extreme(random, 32);
          byte[] b = extreme(random, 32);
          byte[] c = extreme(random, 32);
          assertThat(big(Ed25519Scalar.multiplyAdd(a, b, c)))
              .isEqualTo(big(a).multiply(big(b)).add(big(c)).mod(L));
        });
  }

  @Test
  void reducesNumbersAroundMultiplesOfTheOrder() {
    for (int multiple = 0; multiple < 16; multiple++) {
      for (int distance = -2; distance <= 2; distance++) {
        BigInteger number =
            L.multiply(BigInteger.valueOf(multiple)).add(BigInteger.valueOf(distance));
        if (number.signum() >= 0) {
          assertThat(big(Ed25519Scalar.reduce(littleEndian(number)))).isEqualTo(number.mod(L));
        }
      }
    }
  }

  /** Random bytes, now and then with long runs of zeros or ones where carries go wrong. */
  private static byte[] extreme(SeededRandom random, int size) {
    byte[] bytes = random.bytes(size);
    int from = random.nextInt(size);
    int to = random.nextInt(from, size) + 1;
    switch (random.nextInt(3)) {
      case 0 -> Arrays.fill(bytes, from, to, (byte) 0);
      case 1 -> Arrays.fill(bytes, from, to, (byte) 0xff);
      default -> {}
    }
    return bytes;
  }

  private static BigInteger big(byte[] littleEndian) {
    byte[] bytes = new byte[littleEndian.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = littleEndian[bytes.length - 1 - i];
    }
    return new BigInteger(1, bytes);
  }

  private static byte[] littleEndian(BigInteger number) {
    byte[] bytes = new byte[64];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = number.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }
}
