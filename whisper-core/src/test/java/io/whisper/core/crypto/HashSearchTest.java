package io.whisper.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HashSearchTest {
  @Test
  void leadingZeroBitsAreCounted() {
    assertThat(HashSearch.leadingZeroBits(new byte[32])).isEqualTo(256);
    for (int bit = 0; bit < 256; bit++) {
      byte[] digest = new byte[32];
      for (int i = bit; i < 256; i++) {
        digest[i / 8] |= (byte) (0x80 >> i % 8);
      }
      assertThat(HashSearch.leadingZeroBits(digest)).isEqualTo(bit);
    }
  }

  @Test
  void inputStaysAsItWas() {
    byte[] input = new byte[20];
    HashSearch.sha256(input, 4, 77, () -> false);
    assertThat(input).containsOnly(0);
  }
}
