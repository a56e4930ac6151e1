package io.whisper.core.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

class PrekeyTest {
  private final SeededRandom random = new SeededRandom(1);

  @Test
  void storedPrekeyIsTheSame() {
    Prekey prekey = Prekey.generate(random);
    Prekey stored = Prekey.of(prekey.secretKey());
    assertThat(stored.publicKey()).isEqualTo(prekey.publicKey());
    assertThat(stored.id()).isEqualTo(prekey.id()).isEqualTo(Prekey.id(prekey.publicKey()));
    assertThat(Prekey.generate(random).id()).isNotEqualTo(prekey.id());
  }

  @Test
  void closedPrekeyIsGone() {
    Prekey prekey = Prekey.generate(random);
    prekey.close();
    assertThatThrownBy(prekey::secretKey).isInstanceOf(IllegalStateException.class);
  }
}
