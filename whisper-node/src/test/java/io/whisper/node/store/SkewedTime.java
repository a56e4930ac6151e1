package io.whisper.node.store;

import io.whisper.core.time.Cancellable;
import io.whisper.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** A clock that a test sets wrong. */
final class SkewedTime implements TimeSource {
  private final TimeSource right;
  private volatile Duration skew = Duration.ZERO;

  SkewedTime(TimeSource right) {
    this.right = right;
  }

  /** From now on it is ahead by so much, or behind where that is negative. */
  void skew(Duration value) {
    skew = value;
  }

  @Override
  public Instant now() {
    return right.now().plus(skew);
  }

  @Override
  public Cancellable after(Duration delay, Runnable task) {
    return right.after(delay, task);
  }
}
