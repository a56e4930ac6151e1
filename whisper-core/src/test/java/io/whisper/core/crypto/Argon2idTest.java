package io.whisper.core.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Argon2idTest {
  /** From the tests of the reference implementation, phc-winner-argon2, src/test.c. */
  @Test
  void figureOfTheReferenceImplementationHolds() {
    byte[] hash =
        Argon2id.hash("password".getBytes(US_ASCII), "somesalt".getBytes(US_ASCII), 1 << 16, 2, 32);
    assertThat(HexFormat.of().formatHex(hash))
        .isEqualTo("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
  }
}
