package io.whisper.rendezvous.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.limit.Rate;
import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinkRatesTest {

  @Test
  void linksDoNotShareTheirTokens() {
    VirtualTime time = new VirtualTime();
    LinkRates rates = new LinkRates(new Rate(1, 1));
    assertThat(rates.take("a", time)).isTrue();
    assertThat(rates.take("a", time)).isFalse();
    assertThat(rates.take("b", time)).isTrue();
    time.advance(Duration.ofSeconds(1));
    assertThat(rates.take("a", time)).isTrue();
  }
}
