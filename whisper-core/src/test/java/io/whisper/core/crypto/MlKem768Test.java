package io.whisper.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Its published figures are those of X-Wing, which contains it: see {@link XWingTest}. */
class MlKem768Test {
  @Test
  void ownerOpensWhatWasEncapsulated() {
    Property.holds(
        5,
        random -> {
          MlKem768KeyPair pair = MlKem768.generate(random);
          Encapsulation sent = MlKem768.encapsulate(random, pair.encapsulationKey()).orElseThrow();
          assertThat(sent.ciphertext()).hasSize(MlKem768.CIPHERTEXT_SIZE);
          assertThat(pair.decapsulate(sent.ciphertext())).hasValue(sent.sharedSecret());
        });
  }

  @Test
  void changedCiphertextYieldsAnotherSecret() {
    SeededRandom random = new SeededRandom(1);
    MlKem768KeyPair pair = MlKem768.generate(random);
    Encapsulation sent = MlKem768.encapsulate(random, pair.encapsulationKey()).orElseThrow();
    byte[] changed = sent.ciphertext();
    changed[500] ^= 1;
    assertThat(pair.decapsulate(changed)).get().isNotEqualTo(sent.sharedSecret());
    assertThat(pair.decapsulate(Arrays.copyOf(changed, 1087))).isEmpty();
  }

  @Test
  void keyWithACoefficientNotBelowTheModulusIsRefused() {
    SeededRandom random = new SeededRandom(2);
    byte[] key = MlKem768.generate(random).encapsulationKey();
    for (int coefficient : new int[] {3329, 4095}) {
      byte[] changed = key.clone();
      changed[0] = (byte) coefficient;
      changed[1] = (byte) ((changed[1] & 0xf0) | (coefficient >> 8));
      assertThat(MlKem768.encapsulate(random, changed)).isEmpty();
    }
    assertThat(MlKem768.encapsulate(random, Arrays.copyOf(key, 1185))).isEmpty();
    assertThat(MlKem768.encapsulate(random, new byte[0])).isEmpty();
  }

  @Test
  void closedPairDecapsulatesNothing() {
    MlKem768KeyPair pair = MlKem768.generate(new SeededRandom(3));
    pair.close();
    assertThatThrownBy(() -> pair.decapsulate(new byte[MlKem768.CIPHERTEXT_SIZE]))
        .isInstanceOf(IllegalStateException.class);
  }
}
