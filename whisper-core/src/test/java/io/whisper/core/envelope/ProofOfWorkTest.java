package io.whisper.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProofOfWorkTest {
  private static final BigInteger UNIT = BigInteger.TEN.pow(9);

  private final SeededRandom random = new SeededRandom(1);

  @Test
  void whatIsFoundShowsItsBits() {
    Property.holds(
        20,
        trial -> {
          Bytes32 digest = Bytes32.of(trial.bytes(32));
          int bits = trial.nextInt(12);
          long nonce =
              ProofOfWork.search(digest, bits, trial.nextLong(), () -> false).orElseThrow();
          assertThat(ProofOfWork.bits(digest, nonce)).isGreaterThanOrEqualTo(bits);
        });
  }

  @Test
  void searchTakesTheFirstFromItsStartAndGoesRound() {
    Bytes32 digest = Bytes32.of(random.bytes(32));
    long start = -3;
    long expected = start;
    while (ProofOfWork.bits(digest, expected) < 8) {
      expected++;
    }
    assertThat(expected).isNotNegative();
    assertThat(ProofOfWork.search(digest, 8, start, () -> false)).hasValue(expected);
  }

  @Test
  void cancelledSearchEnds() {
    AtomicInteger looks = new AtomicInteger();
    OptionalLong found =
        ProofOfWork.search(Bytes32.ZERO, 256, 0, () -> looks.incrementAndGet() == 5);
    assertThat(found).isEmpty();
    assertThat(looks).hasValue(5);
    assertThat(ProofOfWork.search(Bytes32.ZERO, 0, 0, () -> true)).isEmpty();
  }

  @Test
  void rankIsWorkForBytesAndSeconds() {
    assertThat(ProofOfWork.rank(0, 1_000_000, 1_000)).isEqualTo(1);
    assertThat(ProofOfWork.rank(0, 1_000_000, 1_001)).isZero();
    assertThat(ProofOfWork.rank(0, 999_999, 1_000)).isEqualTo(1);
    assertThat(ProofOfWork.rank(1, 1_000_000, 1_000)).isEqualTo(2);
    assertThat(ProofOfWork.rank(0, 1, 1)).isEqualTo(1_000_000_000);
    assertThat(ProofOfWork.rank(17, 480, 1_209_600)).isEqualTo(225_749);
  }

  @Test
  void rankSaturates() {
    assertThat(ProofOfWork.rank(33, 1, 1)).isEqualTo((1L << 33) * 1_000_000_000);
    assertThat(ProofOfWork.rank(34, 1, 1)).isEqualTo(Long.MAX_VALUE);
    assertThat(ProofOfWork.rank(256, 1, 1)).isEqualTo(Long.MAX_VALUE);
    assertThat(ProofOfWork.rank(256, Integer.MAX_VALUE, Integer.MAX_VALUE))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(ProofOfWork.rank(0, Integer.MAX_VALUE, Integer.MAX_VALUE)).isZero();
  }

  @Test
  void neededBitsAreTheFewestThatPay() {
    Property.holds(
        500,
        trial -> {
          long effort = trial.nextLong() >>> trial.nextInt(1, 64);
          int size = trial.nextInt(1, Envelope.MAX_SIZE);
          int ttl = trial.nextInt(1, EnvelopeTerms.MAX_TTL_SECONDS + 1);
          int bits = ProofOfWork.neededBits(effort, size, ttl);
          assertThat(pays(bits, effort, size, ttl)).isTrue();
          assertThat(bits == 0 || !pays(bits - 1, effort, size, ttl)).isTrue();
        });
  }

  /** The condition as it was meant: 2^bits * 10^9 >= effort * size * ttl. */
  private static boolean pays(int bits, long effort, int size, int ttl) {
    BigInteger paid = UNIT.shiftLeft(bits);
    BigInteger asked =
        BigInteger.valueOf(effort)
            .multiply(BigInteger.valueOf(size))
            .multiply(BigInteger.valueOf(ttl));
    return paid.compareTo(asked) >= 0;
  }

  @Test
  void boundariesOfEffort() {
    assertThat(ProofOfWork.neededBits(0, 67_000, 1_209_600)).isZero();
    assertThat(ProofOfWork.neededBits(1_000_000_000, 1, 1)).isZero();
    assertThat(ProofOfWork.neededBits(1_000_000_001, 1, 1)).isEqualTo(1);
    assertThat(ProofOfWork.neededBits(Long.MAX_VALUE, 1, 1)).isEqualTo(34);
    assertThat(ProofOfWork.neededBits(Long.MAX_VALUE, 67_000, 1_209_600)).isEqualTo(70);
    assertThat(ProofOfWork.neededBits(ProofOfWork.DEFAULT_EFFORT, 460, 3_600)).isEqualTo(9);
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> ProofOfWork.rank(0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size 0 is not at least 1");
    assertThatThrownBy(() -> ProofOfWork.rank(0, 1, -5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time to live -5 is not at least 1");
    assertThatThrownBy(() -> ProofOfWork.rank(257, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("257 bits of work are not within 0 to 256");
    assertThatThrownBy(() -> ProofOfWork.neededBits(-1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("effort -1 is negative");
    assertThatThrownBy(() -> ProofOfWork.search(Bytes32.ZERO, -1, 0, () -> false))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
