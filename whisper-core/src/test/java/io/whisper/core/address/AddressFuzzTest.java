package io.whisper.core.address;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Locale;

/** Fuzz target of the address; the build runs it over its seeds. */
class AddressFuzzTest {
  /** Whatever text comes, it is the address that it reads as, or refused as an address. */
  @FuzzTest(maxDuration = "20s")
  void parse(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    try {
      assertThat(Address.parse(text)).hasToString(text.toLowerCase(Locale.ROOT));
    } catch (AddressException refused) {
      assertThat(refused).hasMessageStartingWith("address ");
    }
  }
}
