package io.whisper.onion.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.onion.directory.RelayEntry;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressBlockTest {
  @Test
  void fourBlocksAreSixteenBits() {
    assertThat(blocks("10.1.2.3")).isEqualTo(blocks("10.1.250.3"));
    assertThat(blocks("10.1.2.3")).isNotEqualTo(blocks("10.2.2.3"));
  }

  @Test
  void sixBlocksAreThirtyTwoBits() {
    assertThat(blocks("2001:db8:1::1")).isEqualTo(blocks("2001:db8:ffff::9"));
    assertThat(blocks("2001:db8::1")).isNotEqualTo(blocks("2001:db9::1"));
  }

  @Test
  void fourWithinSixIsFour() {
    assertThat(blocks("::ffff:10.1.2.3")).isEqualTo(blocks("10.1.9.9"));
  }

  @Test
  void everyAddressCounts() {
    assertThat(blocks("10.1.2.3", "2001:db8::1")).hasSize(2);
  }

  private static Set<AddressBlock> blocks(String... addresses) {
    RelayEntry relay = Relays.relay(1, Set.of(), addresses);
    return AddressBlock.of(relay);
  }
}
