package io.whisper.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

class SecretBytesTest {
  @Test
  void closingWipesWhatItOwns() {
    byte[] bytes = {1, 2, 3};
    SecretBytes secret = SecretBytes.owning(bytes);
    assertThat(secret.toByteArray()).containsExactly(1, 2, 3);
    secret.close();
    assertThat(bytes).containsOnly(0);
    assertThatThrownBy(secret::toByteArray).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void copyLeavesTheCallersBytesAlone() {
    byte[] bytes = {1, 2, 3};
    SecretBytes.copyOf(bytes).close();
    assertThat(bytes).containsExactly(1, 2, 3);
  }

  @Test
  void secretsSayOnlyTheirType() {
    SeededRandom random = new SeededRandom(1);
    XWingKeyPair xWing = XWing.generate(random);
    assertThat(SecretBytes.copyOf(new byte[4])).hasToString("SecretBytes");
    assertThat(X25519.generate(random)).hasToString("X25519KeyPair");
    assertThat(MlKem768.generate(random)).hasToString("MlKem768KeyPair");
    assertThat(xWing).hasToString("XWingKeyPair");
    assertThat(XWing.encapsulate(random, xWing.publicKey()).orElseThrow())
        .hasToString("Encapsulation");
  }
}
