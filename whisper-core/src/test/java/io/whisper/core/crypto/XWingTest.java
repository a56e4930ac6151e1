package io.whisper.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.whisper.core.testkit.FixedRandom;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import io.whisper.core.testkit.Vectors;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class XWingTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void publishedVectorsHold() {
    JsonNode vectors = Vectors.read("x-wing.json").required("vectors");
    assertThat(vectors).isNotEmpty();
    for (JsonNode vector : vectors) {
      XWingKeyPair pair = XWingKeyPair.of(Vectors.hex(vector, "seed"));
      assertThat(pair.secretKey()).isEqualTo(Vectors.hex(vector, "sk"));
      assertThat(pair.publicKey()).isEqualTo(Vectors.hex(vector, "pk"));

      Encapsulation sent =
          XWing.encapsulate(new FixedRandom(Vectors.hex(vector, "eseed")), pair.publicKey())
              .orElseThrow();
      assertThat(sent.ciphertext()).isEqualTo(Vectors.hex(vector, "ct"));
      assertThat(sent.sharedSecret()).isEqualTo(Vectors.hex(vector, "ss"));
      assertThat(pair.decapsulate(sent.ciphertext())).hasValue(Vectors.hex(vector, "ss"));
    }
  }

  /**
   * The first vector of draft-connolly-cfrg-xwing-kem, appendix C. The long values stand here by
   * their SHA-256.
   */
  @Test
  void firstPublishedVectorHolds() {
    XWingKeyPair pair =
        XWingKeyPair.of(
            HEX.parseHex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"));
    assertThat(Sha256.hash(pair.publicKey()))
        .isEqualTo(
            HEX.parseHex("2e816deebcd76c5c80d0cd2d174478871658e8e2ff42bc9d4a6e486372e856bb"));

    byte[] eseed =
        HEX.parseHex(
            "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
                + "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2");
    Encapsulation sent = XWing.encapsulate(new FixedRandom(eseed), pair.publicKey()).orElseThrow();
    assertThat(Sha256.hash(sent.ciphertext()))
        .isEqualTo(
            HEX.parseHex("17cd532d657e44c897ca6583e548a5424fc70bf54f99515a4d2bcf99e3469f33"));
    byte[] ss = HEX.parseHex("d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384");
    assertThat(sent.sharedSecret()).isEqualTo(ss);
    assertThat(pair.decapsulate(sent.ciphertext())).hasValue(ss);
  }

  @Test
  void changedCiphertextYieldsAnotherSecretAndATruncatedOneNothing() {
    SeededRandom random = new SeededRandom(1);
    XWingKeyPair pair = XWing.generate(random);
    Encapsulation sent = XWing.encapsulate(random, pair.publicKey()).orElseThrow();
    Property.holds(
        20,
        trial -> {
          byte[] changed = sent.ciphertext();
          changed[trial.nextInt(changed.length)] ^= (byte) trial.nextInt(1, 128);
          assertThat(pair.decapsulate(changed))
              .isNotEmpty()
              .get()
              .isNotEqualTo(sent.sharedSecret());
        });
    assertThat(Tampering.truncations(sent.ciphertext()))
        .allSatisfy(shorter -> assertThat(pair.decapsulate(shorter)).isEmpty());
  }

  @Test
  void publicKeysThatAreNoneAreRefused() {
    SeededRandom random = new SeededRandom(2);
    byte[] good = XWing.generate(random).publicKey();

    byte[] coefficientOfTheModulus = good.clone();
    coefficientOfTheModulus[0] = 0x01;
    coefficientOfTheModulus[1] = (byte) ((coefficientOfTheModulus[1] & 0xf0) | 0x0d);
    byte[] pointOfSmallOrder = good.clone();
    Arrays.fill(pointOfSmallOrder, MlKem768.KEY_SIZE, good.length, (byte) 0);

    assertThat(XWing.encapsulate(random, good)).isPresent();
    assertThat(XWing.encapsulate(random, coefficientOfTheModulus)).isEmpty();
    assertThat(XWing.encapsulate(random, pointOfSmallOrder)).isEmpty();
    assertThat(XWing.encapsulate(random, Arrays.copyOf(good, good.length - 1))).isEmpty();
    assertThat(XWing.encapsulate(random, Arrays.copyOf(good, good.length + 1))).isEmpty();
  }

  @Test
  void ciphertextWithAPointOfSmallOrderIsRefused() {
    SeededRandom random = new SeededRandom(3);
    XWingKeyPair pair = XWing.generate(random);
    byte[] ciphertext = XWing.encapsulate(random, pair.publicKey()).orElseThrow().ciphertext();
    Arrays.fill(ciphertext, MlKem768.CIPHERTEXT_SIZE, ciphertext.length, (byte) 0);
    assertThat(pair.decapsulate(ciphertext)).isEmpty();
  }

  @Test
  void closedKeyPairOpensNothing() {
    SeededRandom random = new SeededRandom(4);
    XWingKeyPair pair = XWing.generate(random);
    byte[] ciphertext = XWing.encapsulate(random, pair.publicKey()).orElseThrow().ciphertext();
    pair.close();
    assertThatThrownBy(() -> pair.decapsulate(ciphertext))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(pair::secretKey).isInstanceOf(IllegalStateException.class);
  }
}
