package io.whisper.rendezvous.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.crypto.Hmac;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RatchetTest {
  @Test
  void keysFollowTheFormulaOfTheProtocol() {
    byte[] ck = new byte[32];
    byte[] next = Hmac.sha256(ck, new byte[] {2});
    Ratchet ratchet = new Ratchet(ck.clone());

    assertThat(ratchet.next()).isEqualTo(Hmac.sha256(ck, new byte[] {1}));
    assertThat(ratchet.next()).isEqualTo(Hmac.sha256(next, new byte[] {1}));
  }

  @Test
  void noKeyComesTwice() {
    Ratchet ratchet = new Ratchet(new byte[32]);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      assertThat(seen.add(HexFormat.of().formatHex(ratchet.next()))).isTrue();
    }
  }

  @Test
  void theChainKeyIsOverwrittenInPlace() {
    byte[] ck = new byte[32];
    Ratchet ratchet = new Ratchet(ck);
    ratchet.next();
    assertThat(ck).isNotEqualTo(new byte[32]);
    ratchet.wipe();
    assertThat(ck).isEqualTo(new byte[32]);
    assertThat(ratchet).hasToString("Ratchet");
  }

  @Test
  void aChainKeyOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> new Ratchet(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("31")
        .hasMessageContaining("32");
  }
}
