package io.whisper.core.address;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.crypto.Ed25519;
import io.whisper.core.crypto.Labelled;
import io.whisper.core.crypto.Sha3;
import io.whisper.core.testkit.Property;
import io.whisper.core.testkit.SeededRandom;
import io.whisper.core.testkit.Tampering;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {
  /** The public key of RFC 8032, 7.1, test 1, with a checksum computed apart from this code. */
  private static final String KNOWN =
      "25njqamcweflpvkl73j4szahhihoc4xt3ktcgjnpaingr5yhkena2cyb.whisper";

  @Test
  void knownKeyHasItsAddress() {
    byte[] key =
        HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    assertThat(Address.decode(key).orElseThrow()).hasToString(KNOWN);
    assertThat(Address.parse(KNOWN).publicKey()).isEqualTo(Bytes32.of(key));
  }

  @Test
  void readsWhatItWroteInEitherCase() {
    Property.holds(
        20,
        random -> {
          Address address = address(random);
          assertThat(Address.parse(address.toString())).isEqualTo(address);
          assertThat(Address.parse(address.toString().toUpperCase(Locale.ROOT)))
              .isEqualTo(address)
              .hasSameHashCodeAs(address);
        });
  }

  @Test
  void everyMistypedCharacterIsRefusedByName() {
    byte[] text = KNOWN.getBytes(UTF_8);
    Stream.of(Tampering.truncations(text), Tampering.singleByteChanges(text, new SeededRandom(1)))
        .flatMap(changes -> changes)
        .map(changed -> new String(changed, UTF_8))
        .filter(changed -> !changed.equalsIgnoreCase(KNOWN))
        .forEach(
            changed ->
                assertThatExceptionOfType(AddressException.class)
                    .as(changed)
                    .isThrownBy(() -> Address.parse(changed)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', address does not end with .whisper",
    "abc.onion, address does not end with .whisper",
    ".whisper, address has 0 characters before .whisper where 56 belong",
    "abc.whisper, address has 3 characters before .whisper where 56 belong",
    "25njqamcweflpvkl73j4szahhihoc4xt3ktcgjnpaingr5yhkena2cybaaaa.whisper, "
        + "address has 60 characters before .whisper where 56 belong"
  })
  void messageNamesWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOf(AddressException.class)
        .hasMessage(message);
  }

  @Test
  void mistypedAddressNamesTheChecksum() {
    String mistyped = (KNOWN.charAt(0) == 'b' ? 'c' : 'b') + KNOWN.substring(1);
    assertThatThrownBy(() -> Address.parse(mistyped))
        .isInstanceOf(AddressException.class)
        .hasMessage("address is mistyped: its checksum does not match");
  }

  @Test
  void characterOutsideTheAlphabetIsNamedWithItsPosition() {
    assertThatThrownBy(() -> Address.parse(KNOWN.substring(0, 9) + "0" + KNOWN.substring(10)))
        .isInstanceOf(AddressException.class)
        .hasMessage("address has '0' at position 10 where only a-z and 2-7 may stand");
  }

  @Test
  void laterVersionIsNamed() {
    byte[] key = address(new SeededRandom(2)).publicKey().toByteArray();
    assertThatThrownBy(() -> Address.parse(text(key, 2)))
        .isInstanceOf(AddressException.class)
        .hasMessage("address has version 2 where only 1 is known");
  }

  @Test
  void keyWithATorsionComponentIsNamed() {
    byte[] ofOrder4 = new byte[32];
    assertThatThrownBy(() -> Address.parse(text(ofOrder4, 1)))
        .isInstanceOf(AddressException.class)
        .hasMessage("address holds no valid key: it has a torsion component");
    assertThat(Address.decode(ofOrder4)).isEmpty();
    assertThat(Address.decode(new byte[31])).isEmpty();
  }

  @Test
  void verifiesOnlyWithTheLabelThatWasSigned() {
    byte[] seed = new SeededRandom(3).bytes(32);
    Address address = Address.decode(Ed25519.publicKey(seed)).orElseThrow();
    byte[] message = {1, 2};
    byte[] signature = Ed25519.sign(seed, Labelled.bytes("whisper-1 one", message));
    assertThat(address.verify("whisper-1 one", message, signature)).isTrue();
    assertThat(address.verify("whisper-1 two", message, signature)).isFalse();
  }

  private static Address address(SeededRandom random) {
    return Address.decode(Ed25519.publicKey(random.bytes(32))).orElseThrow();
  }

  /** A text whose checksum is right for this key and version. */
  private static String text(byte[] key, int version) {
    byte[] bytes = Arrays.copyOf(key, 35);
    bytes[34] = (byte) version;
    byte[] checksum =
        Sha3.sha3_256(Labelled.bytes("whisper-1 address checksum", key, new byte[] {bytes[34]}));
    System.arraycopy(checksum, 0, bytes, 32, 2);
    return Base32.encode(bytes) + ".whisper";
  }
}
