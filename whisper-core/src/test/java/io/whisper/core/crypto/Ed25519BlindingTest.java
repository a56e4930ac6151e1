package io.whisper.core.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.Vectors;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Ed25519BlindingTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void publishedVectorsHold() {
    JsonNode vectors = Vectors.read("ed25519-blinding.json").required("vectors");
    assertThat(vectors).isNotEmpty();
    for (JsonNode vector : vectors) {
      byte[] seed = Vectors.hex(vector, "seed");
      byte[] publicKey = Vectors.hex(vector, "publicKey");
      byte[] parameter = Vectors.hex(vector, "param");
      assertThat(Ed25519.publicKey(seed)).isEqualTo(publicKey);
      assertThat(Ed25519.expand(seed)).isEqualTo(Vectors.hex(vector, "expandedSecret"));
      assertThat(Ed25519Blinding.blindSecret(Ed25519.expand(seed), parameter))
          .isEqualTo(Vectors.hex(vector, "blindedExpandedSecret"));
      assertThat(Ed25519Blinding.blindPublicKey(publicKey, parameter))
          .hasValue(Vectors.hex(vector, "blindedPublicKey"));
    }
  }

  /** The first of C tor's vectors (src/test/ed25519_vectors.inc), which Arti has too. */
  @Test
  void firstPublishedVectorHolds() {
    byte[] seed = HEX.parseHex("26c76712d89d906e6672dafa614c42e5cb1caac8c6568e4d2493087db51f0d36");
    byte[] parameter =
        HEX.parseHex("54a513898b471d1d448a2f3c55c1de2c0ef718c447b04497eeb999ed32027823");
    assertThat(Ed25519Blinding.blindSecret(Ed25519.expand(seed), parameter))
        .isEqualTo(
            HEX.parseHex(
                "293c3acff4e902f6f63ddc5d5caa2a57e771db4f24de65d4c28df3232f47fa01"
                    + "171d43f24e3f53e70ec7ac280044ac77d4942dee5d6807118a59bdf3ee647e89"));
    assertThat(Ed25519Blinding.blindPublicKey(Ed25519.publicKey(seed), parameter))
        .hasValue(HEX.parseHex("1fc1fa4465bd9d4956fdbdc9d3acb3c7019bb8d5606b951c2e1dfe0b42eaeb41"));
  }

  @Test
  void blindedSecretSignsForTheBlindedPublicKeyOnly() {
    Property.holds(
        10,
        random -> {
          byte[] seed = random.bytes(32);
          byte[] parameter = random.bytes(32);
          byte[] message = random.bytes(random.nextInt(100));
          byte[] publicKey = Ed25519.publicKey(seed);
          byte[] blinded = Ed25519Blinding.blindPublicKey(publicKey, parameter).orElseThrow();
          byte[] secret = Ed25519Blinding.blindSecret(Ed25519.expand(seed), parameter);

          byte[] signature = Ed25519.signExpanded(secret, blinded, message);

          assertThat(Ed25519.verify(blinded, message, signature)).isTrue();
          assertThat(Ed25519.verify(publicKey, message, signature)).isFalse();
          assertThat(Ed25519.verify(blinded, "another".getBytes(UTF_8), signature)).isFalse();
        });
  }

  @Test
  void invalidPublicKeyIsNotBlinded() {
    assertThat(Ed25519Blinding.blindPublicKey(new byte[32], new byte[32])).isEmpty();
    assertThat(Ed25519Blinding.blindPublicKey(new byte[31], new byte[32])).isEmpty();
  }
}
