package io.whisper.onion.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class LinkCensusTest {

  private final LinkCensus census =
      new LinkCensus(LinkLimits.defaults().withPerAddress(2).withTotal(4));

  @Test
  void oneIpv4AddressIsOneNeighbourhood() throws Exception {
    assertThat(census.enter(address("c0000201"))).isTrue();
    assertThat(census.enter(address("c0000201"))).isTrue();
    assertThat(census.enter(address("c0000201"))).isFalse();
    assertThat(census.enter(address("c0000202"))).isTrue();
    census.leave(address("c0000201"));
    assertThat(census.enter(address("c0000201"))).isTrue();
  }

  @Test
  void oneIpv6PrefixOf64BitsIsOneNeighbourhood() throws Exception {
    assertThat(census.enter(address("20010db8000000010000000000000001"))).isTrue();
    assertThat(census.enter(address("20010db800000001ffffffffffffffff"))).isTrue();
    assertThat(census.enter(address("20010db8000000010000000000000003"))).isFalse();
    assertThat(census.enter(address("20010db8000000020000000000000001"))).isTrue();
  }

  @Test
  void addressesOfBothKindsAreNotMistakenForEachOther() throws Exception {
    assertThat(census.enter(address("00000001"))).isTrue();
    assertThat(census.enter(address("00000001"))).isTrue();
    assertThat(census.enter(address("0000000000000001ffffffffffffffff"))).isTrue();
  }

  @Test
  void allTogetherAreBounded() throws Exception {
    for (int i = 1; i <= 4; i++) {
      assertThat(census.enter(address("c000020" + i))).isTrue();
    }
    assertThat(census.enter(address("c0000205"))).isFalse();
    assertThat(census.size()).isEqualTo(4);
    census.leave(address("c0000201"));
    assertThat(census.enter(address("c0000205"))).isTrue();
  }

  private static InetAddress address(String hex) throws UnknownHostException {
    return InetAddress.getByAddress(HexFormat.of().parseHex(hex));
  }
}
