package io.whisper.core.address;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.Property;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class Base32Test {
  /** RFC 4648, 10. */
  @Test
  void encodesAsInTheRfc() {
    assertThat(Base32.encode("fooba".getBytes(US_ASCII))).isEqualTo("mzxw6ytb");
    assertThat(Base32.decode("mzxw6ytb")).isEqualTo("fooba".getBytes(US_ASCII));
  }

  @Test
  void decodesWhatItEncodedInEitherCase() {
    Property.holds(
        50,
        random -> {
          byte[] bytes = random.bytes(5 * random.nextInt(10));
          String text = Base32.encode(bytes);
          assertThat(Base32.decode(text)).isEqualTo(bytes);
          assertThat(Base32.decode(text.toUpperCase(Locale.ROOT))).isEqualTo(bytes);
        });
  }

  @Test
  void otherCharactersAreNamed() {
    for (String character : new String[] {"0", "1", "8", "=", " ", "ı", "é", "\0"}) {
      assertThatThrownBy(() -> Base32.decode("aaaa" + character + "aaa"))
          .isInstanceOf(AddressException.class)
          .hasMessageContaining("'" + character + "' at position 5");
    }
  }
}
