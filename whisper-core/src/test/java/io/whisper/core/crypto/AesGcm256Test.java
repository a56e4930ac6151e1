package io.whisper.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AesGcm256Test {
  private static final byte[] NOTHING = {};

  /** McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 and 14. */
  @Test
  void sealsAsPublished() {
    byte[] key = new byte[32];
    byte[] nonce = new byte[12];
    assertThat(AesGcm256.seal(key, nonce, NOTHING, NOTHING))
        .isEqualTo(HexFormat.of().parseHex("530f8afbc74536b9a963b4f1c4cb738b"));
    assertThat(AesGcm256.seal(key, nonce, NOTHING, new byte[16]))
        .isEqualTo(
            HexFormat.of()
                .parseHex("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"));
  }

  @Test
  void opensWhatWasSealedAndNothingElse() {
    SeededRandom random = new SeededRandom(1);
    byte[] key = random.bytes(32);
    byte[] nonce = random.bytes(12);
    byte[] ad = random.bytes(20);
    byte[] plaintext = random.bytes(40);
    byte[] sealed = AesGcm256.seal(key, nonce, ad, plaintext);

    assertThat(AesGcm256.open(key, nonce, ad, sealed)).hasValue(plaintext);
    assertThat(Tampering.bitFlips(sealed))
        .allSatisfy(changed -> assertThat(AesGcm256.open(key, nonce, ad, changed)).isEmpty());
    assertThat(Tampering.truncations(sealed))
        .allSatisfy(changed -> assertThat(AesGcm256.open(key, nonce, ad, changed)).isEmpty());
    assertThat(Tampering.bitFlips(ad))
        .allSatisfy(changed -> assertThat(AesGcm256.open(key, nonce, changed, sealed)).isEmpty());
  }

  @Test
  void wrongLengthsAreNamed() {
    assertThatThrownBy(() -> AesGcm256.seal(new byte[16], new byte[12], NOTHING, NOTHING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key has 16 bytes where 32 belong");
    assertThatThrownBy(() -> AesGcm256.open(new byte[32], new byte[8], NOTHING, new byte[16]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nonce has 8 bytes where 12 belong");
  }
}
