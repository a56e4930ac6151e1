package io.whisper.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ConnectionsTest {
  private static final String LISTING =
      """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
         0: 2900D50A:8EB2 1600D50A:2329 01 00000000:00000000 02:00000010 00000000 10001
         1: 2900D50A:8EB4 1700D50A:2329 06 00000000:00000000 02:00000010 00000000 10001
        sl  local_address                         remote_address                        st
         0: 0000000000000000FFFF00002900D50A:9C50 0000000000000000FFFF00001800D50A:2329 01 0 0
      """;

  @Test
  void aStandingConnectionIsFoundInBothTables() {
    assertThat(Connections.established(LISTING, "10.213.0.22")).isTrue();
    assertThat(Connections.established(LISTING, "10.213.0.24")).isTrue();
  }

  @Test
  void whatEndsOrIsLocalOrAbsentIsNot() {
    assertThat(Connections.established(LISTING, "10.213.0.23")).isFalse();
    assertThat(Connections.established(LISTING, "10.213.0.41")).isFalse();
    assertThat(Connections.established(LISTING, "10.213.0.25")).isFalse();
  }
}
