package io.whisper.onion.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RelaySettingsTest {

  private static RelaySettings.Builder builder() {
    return RelaySettings.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Test
  void theDefaultsAreThoseOfTheDocumentation() {
    RelaySettings settings = builder().build();
    assertThat(settings.rate()).isZero();
    assertThat(settings.circuitsPerLink()).isEqualTo(4096);
    assertThat(settings.circuits()).isEqualTo(65_536);
    assertThat(settings.waitingHandshakes()).isEqualTo(1024);
    assertThat(settings.waitingBytes()).isEqualTo(64L << 20);
    assertThat(settings.idle()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.age()).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void valuesOutsideTheirRangeAreRefusedByName() {
    Map<String, UnaryOperator<RelaySettings.Builder>> wrong =
        Map.ofEntries(
            Map.entry("rate is 16383", b -> b.rate(16_383, 1 << 20)),
            Map.entry("burst is 65535", b -> b.rate(16_384, 65_535)),
            Map.entry("family 'Big One'", b -> b.families(Set.of("Big One"))),
            Map.entry("contact", b -> b.contact("x".repeat(257))),
            Map.entry("contact '\n'", b -> b.contact("\n")),
            Map.entry("circuitsPerLink is 0", b -> b.circuits(0, 1)),
            Map.entry("circuits is 0", b -> b.circuits(1, 0)),
            Map.entry("createsPerSecond is 0", b -> b.creates(0, 1)),
            Map.entry("createBurst is 0", b -> b.creates(1, 0)),
            Map.entry("waitingHandshakes is 0", b -> b.waitingHandshakes(0)),
            Map.entry("waitingBytesPerCircuit is 1", b -> b.waiting(1, 1 << 20)),
            Map.entry("waitingBytes is 1", b -> b.waiting(1 << 20, 1)),
            Map.entry("idle is PT0S", b -> b.lifetimes(Duration.ZERO, Duration.ofDays(1))),
            Map.entry("age is PT192H", b -> b.lifetimes(Duration.ofDays(1), Duration.ofDays(8))));
    wrong.forEach(
        (message, change) ->
            assertThatThrownBy(() -> change.apply(builder()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message));
  }

  @Test
  void aRelayListensSomewhere() {
    assertThatThrownBy(() -> RelaySettings.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("number of addresses is 0");
  }
}
