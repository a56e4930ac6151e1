package io.whisper.rendezvous.introduction;

import io.whisper.core.limit.Rate;
import java.time.Duration;

/**
 * The bounds of an {@link IntroductionService}.
 *
 * @param points how many recipients may wait at the relay, 1 to 1,000,000
 * @param pointsPerLink how many of them may have come over one link, 1 to {@code points}
 * @param perPoint introductions passed on to one recipient
 * @param perLink requests taken from one link, whatever their circuit
 * @param unanswered introductions remembered for one recipient until they are answered, 1 to 65,536
 * @param memory how long an introduction may be answered, 1 second to 1 hour
 */
public record IntroductionLimits(
    int points, int pointsPerLink, Rate perPoint, Rate perLink, int unanswered, Duration memory) {

  /** Checks the ranges. */
  public IntroductionLimits {
    check("points", points, 1_000_000);
    check("pointsPerLink", pointsPerLink, points);
    check("unanswered", unanswered, 65_536);
    if (memory.compareTo(Duration.ofSeconds(1)) < 0 || memory.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("memory is " + memory + ", expected 1 second to 1 hour");
    }
  }

  private static void check(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + " is " + value + ", expected 1 to " + max);
    }
  }

  /**
   * 4,096 recipients, 256 of them over one link; 50 introductions a second each, 500 at once; 200
   * requests a second from a link, 2,000 at once; 1,024 answers outstanding for up to a minute.
   */
  public static IntroductionLimits defaults() {
    return new IntroductionLimits(
        4096, 256, new Rate(50, 500), new Rate(200, 2000), 1024, Duration.ofMinutes(1));
  }
}
