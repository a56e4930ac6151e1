package io.whisper.rendezvous.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final Instant NOW = VirtualTime.START;

  @Test
  void aBurstIsTakenAtOnceAndTheRestAtTheRate() {
    TokenBucket bucket = new TokenBucket(new Rate(2, 3), NOW);
    assertThat(bucket.take(NOW)).isTrue();
    assertThat(bucket.take(NOW)).isTrue();
    assertThat(bucket.take(NOW)).isTrue();
    assertThat(bucket.take(NOW)).isFalse();
    assertThat(bucket.take(NOW.plusMillis(499))).isFalse();
    assertThat(bucket.take(NOW.plusMillis(500))).isTrue();
    assertThat(bucket.take(NOW.plusMillis(500))).isFalse();
  }

  @Test
  void fractionsAreNotLostHoweverOftenOneAsks() {
    TokenBucket bucket = new TokenBucket(new Rate(1, 1), NOW);
    assertThat(bucket.take(NOW)).isTrue();
    for (int i = 1; i < 1000; i++) {
      assertThat(bucket.take(NOW.plusMillis(i))).isFalse();
    }
    assertThat(bucket.take(NOW.plusMillis(1000))).isTrue();
  }

  @Test
  void aLongSilenceFillsNoMoreThanTheBurst() {
    TokenBucket bucket = new TokenBucket(new Rate(1_000_000, 2), NOW);
    Instant later = NOW.plus(Duration.ofDays(10_000));
    assertThat(bucket.take(later)).isTrue();
    assertThat(bucket.take(later)).isTrue();
    assertThat(bucket.take(later)).isFalse();
  }

  @Test
  void aClockThatGoesBackFillsNothing() {
    TokenBucket bucket = new TokenBucket(new Rate(1, 1), NOW);
    assertThat(bucket.take(NOW)).isTrue();
    assertThat(bucket.take(NOW.minusSeconds(100))).isFalse();
    assertThat(bucket.take(NOW.minusSeconds(99))).isTrue();
  }

  @Test
  void linksDoNotShareTheirTokens() {
    VirtualTime time = new VirtualTime();
    LinkLimits limits = new LinkLimits(new Rate(1, 1), time);
    assertThat(limits.take("a")).isTrue();
    assertThat(limits.take("a")).isFalse();
    assertThat(limits.take("b")).isTrue();
    time.advance(Duration.ofSeconds(1));
    assertThat(limits.take("a")).isTrue();
  }

  @Test
  void ratesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Rate(0, 1)).hasMessageContaining("perSecond is 0");
    assertThatThrownBy(() -> new Rate(1, 1_000_001)).hasMessageContaining("burst is 1000001");
  }
}
