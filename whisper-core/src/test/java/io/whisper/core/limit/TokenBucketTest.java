package io.whisper.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whisper.core.testkit.VirtualTime;
import io.whisper.core.time.Cancellable;
import io.whisper.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final VirtualTime time = new VirtualTime();

  private TokenBucket bucket(long perSecond, long burst) {
    return new TokenBucket(new Rate(perSecond, burst), time);
  }

  @Test
  void aBurstIsTakenAtOnceAndTheRestAtTheRate() {
    TokenBucket bucket = bucket(2, 3);
    assertThat(bucket.take(2)).isTrue();
    assertThat(bucket.take(2)).isFalse();
    assertThat(bucket.take(1)).isTrue();
    assertThat(bucket.take(1)).isFalse();
    time.advance(Duration.ofMillis(499));
    assertThat(bucket.take(1)).isFalse();
    time.advance(Duration.ofMillis(1));
    assertThat(bucket.take(1)).isTrue();
    assertThat(bucket.take(1)).isFalse();
  }

  @Test
  void fractionsAreNotLostHoweverOftenOneAsks() {
    TokenBucket bucket = bucket(1, 1);
    Duration step = Duration.ofNanos(999_999);
    assertThat(bucket.take(1)).isTrue();
    for (int i = 0; i < 1000; i++) {
      time.advance(step);
      assertThat(bucket.take(1)).isFalse();
    }
    time.advance(Duration.ofNanos(1000));
    assertThat(bucket.take(1)).isTrue();
  }

  @Test
  void aLongSilenceFillsNoMoreThanTheBurst() {
    TokenBucket bucket = bucket(1_000_000, 2);
    assertThat(bucket.take(2)).isTrue();
    time.advance(Duration.ofDays(10_000));
    assertThat(bucket.take(2)).isTrue();
    assertThat(bucket.take(1)).isFalse();
  }

  @Test
  void theGreatestRateFillsInASecond() {
    TokenBucket bucket = bucket(Rate.MAX, Rate.MAX);
    assertThat(bucket.take(Rate.MAX)).isTrue();
    time.advance(Duration.ofSeconds(1).minusNanos(1000));
    assertThat(bucket.take(Rate.MAX)).isFalse();
    time.advance(Duration.ofNanos(1000));
    assertThat(bucket.take(Rate.MAX)).isTrue();
  }

  @Test
  void debtMustComeInFirst() {
    TokenBucket bucket = bucket(10, 3);
    assertThat(bucket.spend(3)).isTrue();
    assertThat(bucket.spend(5)).isFalse();
    assertThat(bucket.untilFilled()).isEqualTo(Duration.ofMillis(500));
    time.advance(Duration.ofMillis(499));
    assertThat(bucket.untilFilled()).isEqualTo(Duration.ofMillis(1));
    time.advance(Duration.ofMillis(1));
    assertThat(bucket.untilFilled()).isZero();
    assertThat(bucket.take(1)).isFalse();
  }

  @Test
  void debtOfManySecondsIsPaidWhenItSaysSo() {
    TokenBucket bucket = bucket(3, 1);
    bucket.spend(1 + 100);
    Duration wait = bucket.untilFilled();
    assertThat(wait).isBetween(Duration.ofMillis(33_333), Duration.ofMillis(33_334));
    time.advance(wait.minusNanos(1000));
    assertThat(bucket.untilFilled()).isPositive();
    time.advance(Duration.ofNanos(1000));
    assertThat(bucket.untilFilled()).isZero();
  }

  @Test
  void debtHasABottom() {
    TokenBucket bucket = bucket(1, Rate.MAX);
    for (int i = 0; i < 5; i++) {
      assertThat(bucket.spend(Long.MAX_VALUE)).isFalse();
    }
    Duration wait = bucket.untilFilled();
    assertThat(wait).isEqualTo(Duration.ofSeconds(1L << 61));
    assertThat(bucket.take(1)).isFalse();
    assertThat(bucket.take(Long.MAX_VALUE)).isFalse();
    time.advance(Duration.ofDays(10_000));
    assertThat(bucket.untilFilled()).isEqualTo(wait.minusDays(10_000));
  }

  @Test
  void theDeepestDebtIsPaidAtTheGreatestRate() {
    TokenBucket bucket = bucket(Rate.MAX, Rate.MAX);
    bucket.spend(Long.MAX_VALUE);
    Duration wait = bucket.untilFilled();
    assertThat(wait).isEqualTo(Duration.ofSeconds(1L << 21));
    time.advance(wait);
    assertThat(bucket.untilFilled()).isZero();
    assertThat(bucket.take(1)).isFalse();
  }

  @Test
  void lessThanNothingCannotBeTaken() {
    TokenBucket bucket = bucket(1, 1);
    assertThatThrownBy(() -> bucket.take(-1)).hasMessageContaining("count is -1");
    assertThatThrownBy(() -> bucket.spend(-1)).hasMessageContaining("count is -1");
  }

  @Test
  void aClockThatGoesBackFillsNothing() {
    SetClock clock = new SetClock();
    TokenBucket bucket = new TokenBucket(new Rate(1, 1), clock);
    assertThat(bucket.take(1)).isTrue();
    clock.now = VirtualTime.START.minusSeconds(100);
    assertThat(bucket.take(1)).isFalse();
    clock.now = VirtualTime.START.minusSeconds(99);
    assertThat(bucket.take(1)).isTrue();
  }

  @Test
  void ratesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Rate(0, 1)).hasMessageContaining("perSecond is 0");
    assertThatThrownBy(() -> new Rate(1, Rate.MAX + 1))
        .hasMessageContaining("burst is 1099511627777");
  }

  /** A clock that somebody sets; it runs nothing. */
  private static final class SetClock implements TimeSource {
    private Instant now = VirtualTime.START;

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public Cancellable after(Duration delay, Runnable task) {
      throw new UnsupportedOperationException("nothing is asked of this clock but the time");
    }
  }
}
