package io.whisper.rendezvous.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AcknowledgementTest {
  @Test
  void whatIsWrittenIsReadAndAlwaysOfOneSize() {
    for (int length : new int[] {0, 1, 255, 1020, Acknowledgement.MAX_REPLY}) {
      byte[] reply = new byte[length];
      Arrays.fill(reply, (byte) 7);
      byte[] encoded = new Acknowledgement(reply).encode();
      assertThat(encoded).hasSize(1024);
      assertThat(Acknowledgement.decode(encoded).orElseThrow().reply()).isEqualTo(reply);
    }
    byte[] none = new Acknowledgement(null).encode();
    assertThat(none).hasSize(1024);
    assertThat(Acknowledgement.decode(none).orElseThrow().reply()).isNull();
  }

  @Test
  void everyOtherPayloadIsNone() {
    byte[] good = new Acknowledgement(new byte[] {1, 2, 3}).encode();
    for (int length = 0; length < good.length; length++) {
      assertThat(Acknowledgement.decode(Arrays.copyOf(good, length))).isEmpty();
    }
    assertThat(Acknowledgement.decode(Arrays.copyOf(good, 1025))).isEmpty();
    for (int at : new int[] {0, 1, 6, 1023}) {
      byte[] changed = good.clone();
      changed[at] ^= 0x55;
      assertThat(Acknowledgement.decode(changed)).isEmpty();
    }
  }
}
