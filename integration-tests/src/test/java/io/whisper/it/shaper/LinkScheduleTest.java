package io.whisper.it.shaper;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LinkScheduleTest {
  private static final long MILLI = 1_000_000;
  private static final long SEED = 7;

  @Test
  void aPerfectLinkTakesNoTime() {
    assertThat(new LinkSchedule(SEED).arrival(5, 1_000, LinkConditions.PERFECT)).isEqualTo(5);
  }

  @Test
  void delayIsAddedToEachChunkAndTheyAreUnderWayAtOnce() {
    LinkConditions slow = LinkConditions.PERFECT.withDelay(Duration.ofMillis(50));
    LinkSchedule schedule = new LinkSchedule(SEED);

    assertThat(schedule.arrival(0, 1_000, slow)).isEqualTo(50 * MILLI);
    assertThat(schedule.arrival(10 * MILLI, 1_000, slow)).isEqualTo(60 * MILLI);
  }

  @Test
  void rateLetsChunksLeaveOneAfterTheOther() {
    LinkConditions narrow =
        LinkConditions.PERFECT.withRate(1_000_000).withDelay(Duration.ofMillis(5));
    LinkSchedule schedule = new LinkSchedule(SEED);

    assertThat(schedule.arrival(0, 10_000, narrow)).isEqualTo(15 * MILLI);
    assertThat(schedule.arrival(0, 10_000, narrow)).isEqualTo(25 * MILLI);
    assertThat(schedule.arrival(100 * MILLI, 10_000, narrow)).isEqualTo(115 * MILLI);
  }

  @Test
  void jitterStaysInItsBoundsDiffersAndNeverReorders() {
    LinkConditions shaky = new LinkConditions(Duration.ofMillis(20), Duration.ofMillis(10), 0);
    LinkSchedule schedule = new LinkSchedule(SEED);
    long last = 0;
    long most = 0;
    for (int i = 0; i < 1_000; i++) {
      long now = i * MILLI;
      long arrival = schedule.arrival(now, 100, shaky);
      assertThat(arrival - now).as("seed %s, chunk %s", SEED, i).isBetween(20 * MILLI, 30 * MILLI);
      assertThat(arrival).isGreaterThanOrEqualTo(last);
      last = arrival;
      most = Math.max(most, arrival - now);
    }
    assertThat(most).isGreaterThan(25 * MILLI);
  }

  @Test
  void equalSeedsGiveEqualLinks() {
    LinkConditions shaky = new LinkConditions(Duration.ofMillis(20), Duration.ofMillis(10), 0);
    LinkSchedule one = new LinkSchedule(SEED);
    LinkSchedule other = new LinkSchedule(SEED);
    for (int i = 0; i < 100; i++) {
      assertThat(one.arrival(i * MILLI, 10, shaky)).isEqualTo(other.arrival(i * MILLI, 10, shaky));
    }
  }
}
