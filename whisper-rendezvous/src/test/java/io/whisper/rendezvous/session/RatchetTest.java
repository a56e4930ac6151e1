package io.whisper.rendezvous.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.crypto.Hmac;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RatchetTest {
  @Test
  void keysFollowTheFormulaOfTheProtocol() {
    byte[] ck = new byte[32];
    byte[] next = Hmac.sha256(ck, new byte[] {2});
    Ratchet ratchet = new Ratchet(ck.clone());

    assertThat(next(ratchet)).isEqualTo(Hmac.sha256(ck, new byte[] {1}));
    assertThat(next(ratchet)).isEqualTo(Hmac.sha256(next, new byte[] {1}));
  }

  @Test
  void noKeyComesTwice() {
    Ratchet ratchet = new Ratchet(new byte[32]);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      assertThat(seen.add(HexFormat.of().formatHex(next(ratchet)))).isTrue();
    }
  }

  @Test
  void theChainKeyIsOverwrittenInPlace() {
    byte[] ck = new byte[32];
    Ratchet ratchet = new Ratchet(ck);
    next(ratchet);
    assertThat(ck).isNotEqualTo(new byte[32]);
    ratchet.wipe();
    assertThat(ck).isEqualTo(new byte[32]);
    assertThat(ratchet).hasToString("Ratchet");
  }

  @Test
  void aMessageKeyIsWipedAfterItsOneUse() {
    List<byte[]> lent = new ArrayList<>();
    Ratchet ratchet = new Ratchet(new byte[32]);
    boolean used =
        ratchet.use(
            mk -> {
              lent.add(mk);
              return Arrays.equals(mk, Hmac.sha256(new byte[32], new byte[] {1}));
            });
    assertThat(used).isTrue();
    assertThatThrownBy(
            () ->
                ratchet.use(
                    mk -> {
                      lent.add(mk);
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");
    assertThat(lent).hasSize(2).allSatisfy(mk -> assertThat(mk).hasSize(32).containsOnly(0));
  }

  private static byte[] next(Ratchet ratchet) {
    return ratchet.use(byte[]::clone);
  }

  @Test
  void aChainKeyOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> new Ratchet(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("31")
        .hasMessageContaining("32");
  }
}
