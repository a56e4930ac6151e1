package io.whisper.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519Blinding;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Vectors;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeyBlindingTest {
  @Test
  void publishedDerivationHolds() {
    JsonNode vector = Vectors.read("ed25519-blinding.json").required("derivation");
    Address address = Address.decode(Vectors.hex(vector, "publicKey")).orElseThrow();
    long period = vector.required("periodNumber").longValue();
    long minutes = vector.required("periodLengthMinutes").longValue();

    byte[] parameter = KeyBlinding.parameter(address, BlindingPurpose.PRESENCE, period, minutes);
    assertThat(parameter).isEqualTo(Vectors.hex(vector, "paramBeforeClamp"));
    BlindedKey blinded = KeyBlinding.blindPublic(address, period, minutes);
    assertThat(blinded.bytes().toByteArray()).isEqualTo(Vectors.hex(vector, "blindedPublicKey"));
    assertThat(KeyBlinding.subcredential(address, blinded).toByteArray())
        .isEqualTo(Vectors.hex(vector, "subcredential"));
    assertThat(Ed25519Blinding.blindSecret(Vectors.hex(vector, "expandedSecret"), parameter))
        .isEqualTo(Vectors.hex(vector, "blindedExpandedSecret"));
  }

  /** C tor's test_hs_descriptor data for rend-spec-v3, A.2, which Arti has too. */
  @Test
  void publishedSubcredentialHolds() {
    Address address =
        Address.decode(
                HexFormat.of()
                    .parseHex("833990b085c1a688c1d4c8b1f6b56afaf5a2eca674449e1d704f83765ccb7bc6"))
            .orElseThrow();
    BlindedKey blinded = KeyBlinding.blindPublic(address, 1234, 1440);
    assertThat(blinded.bytes())
        .isEqualTo(
            Bytes32.fromHex("3a50bf210e8f9ee955ae0014f7a6917fb65ebf098a86305abb508d1a7291b6d5"));
    assertThat(KeyBlinding.subcredential(address, blinded))
        .isEqualTo(
            Bytes32.fromHex("635d55907816e8d76398a675a50b1c2f3e36b42a5ca77ba3a0441285161ae07d"));
  }

  /** Computed apart from this code, with the rule that gives the published key above. */
  @Test
  void keyOfTheMailboxHasItsOwnSecret() {
    Address address =
        Address.decode(
                HexFormat.of()
                    .parseHex("833990b085c1a688c1d4c8b1f6b56afaf5a2eca674449e1d704f83765ccb7bc6"))
            .orElseThrow();
    assertThat(KeyBlinding.blindPublic(address, BlindingPurpose.MAILBOX, 1234, 1440).bytes())
        .isEqualTo(
            Bytes32.fromHex("6116f05fbb7ff58fefd744f8d0a6430ec32a9f7c14e2820c49dc718c3235c2c9"));
    assertThat(KeyBlinding.blindPublic(address, BlindingPurpose.PRESENCE, 1234, 1440))
        .isEqualTo(KeyBlinding.blindPublic(address, 1234, 1440));
  }

  @Test
  void keysOfDifferentPeriodsDiffer() {
    Address address = Identity.ephemeral(new SeededRandom(1)).address();
    BlindedKey today = KeyBlinding.blindPublic(address, 1, 1440);
    assertThat(today).isEqualTo(KeyBlinding.blindPublic(address, 1, 1440));
    assertThat(today).isNotEqualTo(KeyBlinding.blindPublic(address, 2, 1440));
    assertThat(today).isNotEqualTo(KeyBlinding.blindPublic(address, 1, 60));
    assertThat(today).hasToString("BlindedKey");
  }

  @Test
  void periodThatIsNoneIsRefused() {
    Address address = Identity.ephemeral(new SeededRandom(1)).address();
    assertThatThrownBy(() -> KeyBlinding.blindPublic(address, -1, 1440))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KeyBlinding.blindPublic(address, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("period 1 of 0 minutes: 0 and 1 are the least");
  }
}
