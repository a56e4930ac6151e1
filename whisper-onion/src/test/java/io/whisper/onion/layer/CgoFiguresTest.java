package io.whisper.onion.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * A few published figures of Counter Galois Onion (Tor proposal 359, as published in Arti's test
 * data), typed in so that a clone without the vectors has them.
 */
final class CgoFiguresTest {

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] ones(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xff);
    return bytes;
  }

  @Test
  void et() {
    byte[] block = ones(16);
    Et encrypting = Et.encrypting();
    encrypting.key(ones(32), 0);
    encrypting.process(ones(510), 510, block, 0, Scratch.ofThread());
    assertThat(block).isEqualTo(hex("7209baed4b605b158b7eb25de2200e83"));

    block = ones(16);
    Et decrypting = Et.decrypting();
    decrypting.key(ones(32), 0);
    decrypting.process(ones(510), 510, block, 0, Scratch.ofThread());
    assertThat(block).isEqualTo(hex("6b218260381a7543b5ab33b11cbde49b"));
  }

  @Test
  void update() {
    Uiv uiv = Uiv.encrypting();
    uiv.key(
        hex(
            "bf9b13b7097f5eee96b15423348ebf7aa13da31a2955a72ff17c7f75f9fd92f3"
                + "280bb2d8992bc2a5f70f8e4e10f0404f16f3a0bbb91975bae7e11180adcba6da"),
        0);
    byte[] nonce = hex("1ecb6e1ee6f0531c233676fd1c3ca701");
    uiv.update(nonce);
    assertThat(nonce).isEqualTo(hex("30151c332e40594324ef033a469d4f50"));
  }

  @Test
  void relayOriginatesUnderKeysOfOnes() {
    LayerState state = LayerState.ofRelay(ones(80), 0);
    state.setLastTag(ones(16));
    byte[] body = ones(509);
    state.mark(body, 0);
    state.process(0xff, body, 0);
    state.update();
    byte[] nonce = new byte[16];
    state.mark(nonce, 0);

    assertThat(Arrays.copyOf(body, 32))
        .isEqualTo(hex("7209baed4b605b158b7eb25de2200e83" + "5546c0d2d8da37d92908803d88ff5a64"));
    assertThat(nonce).isEqualTo(hex("73d920260da2624869466a1bde6a79e5"));
  }

  @Test
  void clientOriginatesForTheThirdHopUnderKeysOfZeros() {
    ClientOnion onion = new ClientOnion();
    for (int hop = 0; hop < 3; hop++) {
      onion.addHop(LayerState.ofClient(new byte[80], 0), LayerState.ofClient(new byte[80], 0));
    }
    byte[] body = new byte[509];
    onion.originate(2, 0, body, 0);

    assertThat(Arrays.copyOf(body, 16)).isEqualTo(hex("1471e71e6fb1f04233a8ec5daa6209e0"));
    byte[] tags = new byte[48];
    for (int hop = 0; hop < 3; hop++) {
      onion.copyForwardTag(hop, tags, 16 * hop);
    }
    assertThat(tags)
        .isEqualTo(
            hex(
                "af65bb470269ecd7af01f68f1a2b7b78"
                    + "140f0f1011b5223d79587717ffd9ec3a"
                    + "00000000000000000000000000000000"));
  }
}
