package io.whisper.rendezvous.introduction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EstablishIntroductionTest {
  private final byte[] seed = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
    27, 28, 29, 30, 31, 32
  };
  private final byte[] binding = new byte[32];

  @Test
  void aRequestHoldsOnTheCircuitItWasMadeForOnly() {
    byte[] encoded = EstablishIntroduction.sign(seed, binding).encode();
    EstablishIntroduction read = EstablishIntroduction.decode(encoded).orElseThrow();
    assertThat(read.verify(binding)).isTrue();

    byte[] another = binding.clone();
    another[31] = 1;
    assertThat(read.verify(another)).isFalse();
  }

  @Test
  void everyChangedByteIsRefused() {
    byte[] encoded = EstablishIntroduction.sign(seed, binding).encode();
    for (int i = 0; i < encoded.length; i++) {
      byte[] changed = encoded.clone();
      changed[i] ^= (byte) (1 << (i % 8));
      assertThat(EstablishIntroduction.decode(changed).orElseThrow().verify(binding))
          .as("byte %d", i)
          .isFalse();
    }
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] encoded = EstablishIntroduction.sign(seed, binding).encode();
    for (int length = 0; length < encoded.length; length++) {
      assertThat(EstablishIntroduction.decode(Arrays.copyOf(encoded, length))).isEmpty();
    }
    assertThat(EstablishIntroduction.decode(Arrays.copyOf(encoded, 97))).isEmpty();
  }
}
