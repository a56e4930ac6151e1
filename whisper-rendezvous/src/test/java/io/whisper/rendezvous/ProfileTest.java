package io.whisper.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.onion.path.HopRange;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProfileTest {
  @Test
  void presetsHaveTheLengthsOfTheProtocol() {
    assertThat(Profile.DIRECT.hops()).isEqualTo(new HopRange(0, 0));
    assertThat(Profile.FAST.hops()).isEqualTo(new HopRange(1, 2));
    assertThat(Profile.BALANCED.hops()).isEqualTo(new HopRange(2, 3));
    assertThat(Profile.presets()).containsExactly(Profile.DIRECT, Profile.FAST, Profile.BALANCED);
  }

  @Test
  void presetsAreFoundByName() {
    assertThat(Profile.named("balanced")).contains(Profile.BALANCED);
    assertThat(Profile.named("DIRECT")).contains(Profile.DIRECT);
    assertThat(Profile.named("dark")).isEmpty();
  }

  @Test
  void oneCanHaveLengthsOfOnesOwn() {
    Profile own = Profile.builder().hops(1, 3).build();
    assertThat(own.hops()).isEqualTo(new HopRange(1, 3));
    assertThat(own).hasToString("hops 1-3").isNotEqualTo(Profile.BALANCED);
    assertThat(Profile.builder().build()).isSameAs(Profile.BALANCED);
    assertThat(Profile.builder().hops(0, 0).build()).isSameAs(Profile.DIRECT);
  }

  @Test
  void lengthsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> Profile.builder().hops(1, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1-4");
    assertThatThrownBy(() -> Profile.builder().hops(3, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Profile.builder().hops(-1, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sendOptionsAreCheckedAndAnonymousByDefault() {
    SendOptions defaults = SendOptions.defaults();
    assertThat(defaults.identified()).isFalse();
    assertThat(defaults.profile()).isSameAs(Profile.BALANCED);
    assertThat(defaults.withTtl(Duration.ofMillis(1500)).ttl()).isEqualTo(Duration.ofSeconds(1));
    assertThatThrownBy(() -> defaults.withTtl(Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0.999S")
        .hasMessageContaining("1 second to 14 days");
    assertThatThrownBy(() -> defaults.withTtl(Duration.ofDays(14).plusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void endpointOptionsAreChecked() {
    EndpointOptions defaults = EndpointOptions.defaults();
    assertThat(defaults.introductionPoints()).isEqualTo(3);
    assertThat(defaults.receivingHops()).isEqualTo(3);
    assertThatThrownBy(() -> defaults.withIntroductionPoints(21))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("21")
        .hasMessageContaining("1 to 20");
    assertThatThrownBy(() -> defaults.withReceivingHops(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 3");
  }

  @Test
  void aStateShowsItsReason() {
    assertThat(WhisperState.READY).hasToString("READY");
    assertThat(WhisperState.degraded("few relays")).hasToString("DEGRADED(few relays)");
    assertThat(WhisperState.degraded("few relays").usable()).isTrue();
    assertThat(WhisperState.starting("x").usable()).isFalse();
    assertThat(WhisperState.offline("x").usable()).isFalse();
  }
}
