package io.whisper.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519Test {
  private static final HexFormat HEX = HexFormat.of();

  /** RFC 8032, 7.1, tests 1 to 3. */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,"
        + "'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,"
        + "72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
        + "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,"
        + "af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
        + "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
  })
  void signsAsInTheRfc(String seed, String publicKey, String message, String signature) {
    byte[] secret = HEX.parseHex(seed);
    assertThat(Ed25519.publicKey(secret)).isEqualTo(HEX.parseHex(publicKey));
    assertThat(Ed25519.sign(secret, HEX.parseHex(message))).isEqualTo(HEX.parseHex(signature));
    assertThat(
            Ed25519.signExpanded(
                Ed25519.expand(secret), HEX.parseHex(publicKey), HEX.parseHex(message)))
        .isEqualTo(HEX.parseHex(signature));
    assertThat(
            Ed25519.verify(HEX.parseHex(publicKey), HEX.parseHex(message), HEX.parseHex(signature)))
        .isTrue();
  }

  @Test
  void signingWithTheExpandedSecretGivesTheSameSignature() {
    Property.holds(
        10,
        random -> {
          byte[] seed = random.bytes(32);
          byte[] message = random.bytes(random.nextInt(200));
          assertThat(Ed25519.signExpanded(Ed25519.expand(seed), Ed25519.publicKey(seed), message))
              .isEqualTo(Ed25519.sign(seed, message));
        });
  }

  @Test
  void everyChangeOfASignatureIsRefused() {
    SeededRandom random = new SeededRandom(1);
    byte[] seed = random.bytes(32);
    byte[] publicKey = Ed25519.publicKey(seed);
    byte[] message = random.bytes(50);
    byte[] signature = Ed25519.sign(seed, message);

    assertThat(Tampering.bitFlips(signature))
        .noneMatch(changed -> Ed25519.verify(publicKey, message, changed));
    assertThat(Tampering.truncations(signature))
        .noneMatch(changed -> Ed25519.verify(publicKey, message, changed));
    assertThat(Tampering.bitFlips(message))
        .noneMatch(changed -> Ed25519.verify(publicKey, changed, signature));
    assertThat(Tampering.bitFlips(publicKey))
        .noneMatch(changed -> Ed25519.verify(changed, message, signature));
  }

  /** S + L satisfies the same equation; accepting it would make signatures malleable. */
  @Test
  void signatureWithTheOrderAddedToSIsRefused() {
    byte[] seed = new SeededRandom(2).bytes(32);
    byte[] signature = Ed25519.sign(seed, new byte[5]);
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    byte[] s = reversed(Arrays.copyOfRange(signature, 32, 64));
    byte[] larger = reversed(new BigInteger(1, s).add(order).toByteArray());
    System.arraycopy(Arrays.copyOf(larger, 32), 0, signature, 32, 32);

    assertThat(Ed25519.verify(Ed25519.publicKey(seed), new byte[5], signature)).isFalse();
  }

  /** The eight points of small order, and encodings of theirs that are not canonical. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void publicKeyOfSmallOrderIsRefused(String encoded) {
    assertThat(Ed25519.isValidPublicKey(HEX.parseHex(encoded))).isFalse();
    byte[] mapped = Ed25519.toX25519PublicKey(HEX.parseHex(encoded));
    assertThat(X25519.agree(new byte[32], mapped)).isEmpty();
  }

  @Test
  void publicKeyWithATorsionComponentIsRefused() {
    byte[] ofOrder8 =
        HEX.parseHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
    byte[] good = Ed25519.publicKey(new SeededRandom(3).bytes(32));
    byte[] mixed =
        Ed25519Point.decode(good)
            .orElseThrow()
            .plus(Ed25519Point.decode(ofOrder8).orElseThrow())
            .encode();

    assertThat(Ed25519Point.decode(mixed)).as("a point of the curve").isPresent();
    assertThat(Ed25519.isValidPublicKey(good)).isTrue();
    assertThat(Ed25519.isValidPublicKey(mixed)).isFalse();
  }

  /** The two maps commute: both keys of one secret stay keys of one secret. */
  @Test
  void convertedPublicKeyBelongsToTheSameScalar() {
    Property.holds(
        10,
        random -> {
          byte[] seed = random.bytes(32);
          byte[] scalar = Arrays.copyOf(Ed25519.expand(seed), 32);
          assertThat(Ed25519.toX25519PublicKey(Ed25519.publicKey(seed)))
              .isEqualTo(X25519.publicKey(scalar));
        });
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
