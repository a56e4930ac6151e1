package io.whisper.core.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HashesTest {
  /** FIPS 180-2, B.1. */
  @Test
  void sha256OfAbcIsThePublishedOne() {
    assertThat(Sha256.hash(ascii("ab"), ascii("c")))
        .isEqualTo(hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  }

  /** NIST's examples for FIPS 202, the empty message. */
  @Test
  void sha3OfNothingIsThePublishedOne() {
    assertThat(Sha3.sha3_256())
        .isEqualTo(hex("a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"));
    assertThat(Sha3.shake256(32, new byte[0]))
        .isEqualTo(hex("46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"));
  }

  @Test
  void longerShakeBeginsWithTheShorter() {
    byte[] longer = Sha3.shake256(300, ascii("a"), ascii("bc"));
    assertThat(Sha3.shake256(7, ascii("abc"))).isEqualTo(Arrays.copyOf(longer, 7));
  }

  /** RFC 4231, 4.3. */
  @Test
  void hmacIsThePublishedOne() {
    byte[] code = hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    byte[] message = ascii("what do ya want for nothing?");
    assertThat(Hmac.sha256(ascii("Jefe"), message)).isEqualTo(code);
    assertThat(Hmac.verify(code, ascii("Jefe"), message)).isTrue();
    assertThat(Hmac.verify(code, ascii("jefe"), message)).isFalse();
    assertThat(Hmac.verify(Arrays.copyOf(code, 31), ascii("Jefe"), message)).isFalse();
  }

  /** RFC 5869, A.1. */
  @Test
  void hkdfIsThePublishedOne() {
    byte[] ikm = new byte[22];
    Arrays.fill(ikm, (byte) 0x0b);
    byte[] prk = Hkdf.extract(hex("000102030405060708090a0b0c"), ikm);
    assertThat(prk)
        .isEqualTo(hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
    assertThat(Hkdf.expand(prk, hex("f0f1f2f3f4f5f6f7f8f9"), 42))
        .isEqualTo(
            hex(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                    + "34007208d5b887185865"));
  }

  /** RFC 5869, A.3: neither salt nor info. */
  @Test
  void hkdfWithoutSaltIsThePublishedOne() {
    byte[] ikm = new byte[22];
    Arrays.fill(ikm, (byte) 0x0b);
    assertThat(Hkdf.expand(Hkdf.extract(new byte[0], ikm), new byte[0], 42))
        .isEqualTo(
            hex(
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                    + "9d201395faa4b61a96c8"));
  }

  @Test
  void hkdfYieldsAtMost255Blocks() {
    byte[] prk = new byte[32];
    assertThat(Hkdf.expand(prk, prk, 0)).isEmpty();
    assertThat(Hkdf.expand(prk, prk, 8160)).hasSize(8160);
    assertThatThrownBy(() -> Hkdf.expand(prk, prk, 8161))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("HKDF yields 0 to 8160 bytes, not 8161");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
