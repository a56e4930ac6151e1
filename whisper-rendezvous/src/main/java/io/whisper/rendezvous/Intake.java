package io.whisper.rendezvous;

import io.whisper.core.limit.Rate;
import io.whisper.core.limit.TokenBucket;
import io.whisper.core.time.TimeSource;

/**
 * How often messages that have names are taken: of one session, and of all sessions together. Each
 * name is remembered for a quarter of an hour at least, and whoever opens a session may be anybody.
 * Confined to the loop.
 */
final class Intake {
  /** In a quarter of an hour no more than what a quarter of an hour is remembered has room for. */
  private static final Rate ALL = new Rate(64, 1024);

  private static final Rate ONE = new Rate(16, 256);

  private final TimeSource time;
  private final TokenBucket all;

  Intake(TimeSource time) {
    this.time = time;
    this.all = new TokenBucket(ALL, time);
  }

  /** What a session has of it. */
  Share share() {
    return new Share();
  }

  /** What one session has of it. */
  final class Share {
    private final TokenBucket own = new TokenBucket(ONE, time);

    /** Whether the next message has its place among those of its own session already. */
    private boolean due;

    /** Whether another message may be taken now. */
    boolean take() {
      due = due || own.take(1);
      if (!due || !all.take(1)) {
        return false;
      }
      due = false;
      return true;
    }
  }

  @Override
  public String toString() {
    return "Intake";
  }
}
