package io.whisper.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class X25519Test {
  private static final HexFormat HEX = HexFormat.of();

  /** RFC 7748, 5.2, first vector. */
  @Test
  void multipliesAsInTheRfc() {
    byte[] scalar =
        HEX.parseHex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
    byte[] u = HEX.parseHex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
    assertThat(X25519.agree(scalar, u))
        .hasValue(HEX.parseHex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
  }

  /** RFC 7748, 6.1. */
  @Test
  void agreesAsInTheRfc() {
    byte[] shared =
        HEX.parseHex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    X25519KeyPair alice =
        X25519KeyPair.of(
            HEX.parseHex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
    X25519KeyPair bob =
        X25519KeyPair.of(
            HEX.parseHex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));

    assertThat(alice.publicKey())
        .isEqualTo(
            HEX.parseHex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
    assertThat(bob.publicKey())
        .isEqualTo(
            HEX.parseHex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
    assertThat(alice.agree(bob.publicKey())).hasValue(shared);
    assertThat(bob.agree(alice.publicKey())).hasValue(shared);
  }

  /** The points of small order, as RFC 7748, 6.1 asks to refuse them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void allZeroSecretIsRefused(String pointOfSmallOrder) {
    byte[] privateKey = new byte[32];
    privateKey[7] = 42;
    assertThat(X25519.agree(privateKey, HEX.parseHex(pointOfSmallOrder))).isEmpty();
  }

  @Test
  void keyOfWrongLengthIsNamed() {
    assertThatThrownBy(() -> X25519.agree(new byte[32], new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("X25519 public key has 31 bytes where 32 belong");
  }

  @Test
  void closedPairAgreesOnNothing() {
    X25519KeyPair pair = X25519KeyPair.of(new byte[32]);
    pair.close();
    assertThatThrownBy(() -> pair.agree(pair.publicKey()))
        .isInstanceOf(IllegalStateException.class);
  }
}
