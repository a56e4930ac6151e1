package io.whisper.rendezvous.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionFrameTest {
  private static final long SEED = 0x5e55_1014;

  @Test
  void everyFrameComesBackAsItWas() {
    Random random = new Random(SEED);
    for (int i = 0; i < 500; i++) {
      byte[] data = new byte[random.nextInt(SessionFrame.DATA_SIZE + 1)];
      random.nextBytes(data);
      SessionFrame frame =
          new SessionFrame(
              SessionFrame.Type.DATA,
              1 + (random.nextLong() >>> 2),
              random.nextInt(65_537),
              random.nextInt(65_537),
              random.nextInt() & 0xffff_ffffL,
              data);
      byte[] encoded = frame.encode();
      assertThat(encoded).as("seed %d, frame %d", SEED, i).hasSize(493);
      assertThat(SessionFrame.decode(encoded)).as("seed %d, frame %d", SEED, i).contains(frame);
    }
    for (SessionFrame frame :
        new SessionFrame[] {SessionFrame.ack(7), SessionFrame.close(), SessionFrame.ping()}) {
      assertThat(SessionFrame.decode(frame.encode())).contains(frame);
    }
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] encoded = SessionFrame.ack(1).encode();
    for (int length = 0; length < encoded.length; length++) {
      assertThat(SessionFrame.decode(Arrays.copyOf(encoded, length))).isEmpty();
    }
    assertThat(SessionFrame.decode(Arrays.copyOf(encoded, 494))).isEmpty();
  }

  @Test
  void everyChangedByteOfAnAcknowledgementIsRefusedOrAnotherNumber() {
    byte[] encoded = SessionFrame.ack(0x0101_0101_0101_0101L).encode();
    for (int i = 0; i < encoded.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = encoded.clone();
        changed[i] ^= (byte) (1 << bit);
        var decoded = SessionFrame.decode(changed);
        boolean number = i >= 4 && i < 12;
        if (!number) {
          assertThat(decoded).as("bit %d of byte %d", bit, i).isEmpty();
        } else if (decoded.isPresent()) {
          assertThat(decoded.get().number()).isNotEqualTo(0x0101_0101_0101_0101L);
        }
      }
    }
  }

  @Test
  void randomBytesNeverThrow() {
    Random random = new Random(SEED);
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = new byte[493];
      random.nextBytes(bytes);
      bytes[0] = (byte) random.nextInt(6);
      bytes[1] = 0;
      SessionFrame.decode(bytes).ifPresent(frame -> assertThat(frame.number()).isNotNegative());
    }
  }

  @Test
  void theDataIsNotPrinted() {
    SessionFrame frame =
        new SessionFrame(SessionFrame.Type.DATA, 1, 2, 0, 0, new byte[] {0x41, 0x42});
    assertThat(frame).hasToString("SessionFrame[DATA, 1]");
  }
}
