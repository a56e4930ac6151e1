package io.whisper.onion.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.whisper.core.testkit.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private final VirtualTime time = new VirtualTime();

  @Test
  void aBucketIsFullAtFirst() {
    TokenBucket bucket = new TokenBucket(time, 10, 3);
    assertThat(bucket.take(3)).isTrue();
    assertThat(bucket.take(1)).isFalse();
  }

  @Test
  void aBucketFillsAtItsRateUpToItsBound() {
    TokenBucket bucket = new TokenBucket(time, 10, 3);
    bucket.take(3);
    time.advance(Duration.ofMillis(100));
    assertThat(bucket.take(1)).isTrue();
    assertThat(bucket.take(1)).isFalse();
    time.advance(Duration.ofHours(1));
    assertThat(bucket.take(3)).isTrue();
    assertThat(bucket.take(1)).isFalse();
  }

  @Test
  void debtMustComeInFirst() {
    TokenBucket bucket = new TokenBucket(time, 10, 3);
    assertThat(bucket.spend(3)).isTrue();
    assertThat(bucket.spend(5)).isFalse();
    assertThat(bucket.untilFilled()).isBetween(Duration.ofMillis(500), Duration.ofMillis(501));
    time.advance(Duration.ofMillis(499));
    assertThat(bucket.untilFilled()).isPositive();
    time.advance(Duration.ofMillis(2));
    assertThat(bucket.untilFilled()).isZero();
  }
}
