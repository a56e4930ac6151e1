package io.whisper.rendezvous.overlay;

import io.whisper.core.time.Cancellable;
import io.whisper.core.time.TimeSource;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.ConsensusSource;
import java.time.Duration;
import java.time.Instant;

/**
 * The time on which the clock here and the network agree: what the clock took for over while the
 * process was off is over only when a consensus shows that the clock is not ahead. Confined to the
 * loop.
 */
public final class AgreedTime {
  /** How long after it was in doubt it is asked again. */
  private static final Duration LATER = Duration.ofSeconds(2);

  private final TimeSource time;
  private final ConsensusSource consensus;

  /** The time of this clock, as far as these consensuses bear it out. */
  public AgreedTime(TimeSource time, ConsensusSource consensus) {
    this.time = time;
    this.consensus = consensus;
  }

  /**
   * Whether that moment has come: by the clock here, while the consensus is not so old by it that
   * it must be in doubt, or because the authorities voted later than that.
   */
  public boolean hasCome(Instant moment) {
    Instant now = time.now();
    Consensus live = consensus.current().orElse(null);
    return live != null
        && !moment.isAfter(now)
        && (!moment.isAfter(live.validAfter())
            || now.isBefore(live.freshUntil().plus(live.parameters().voteInterval())));
  }

  /** Runs the task once that moment has come, and never within this call. */
  public Cancellable whenCome(Instant moment, Runnable task) {
    Waiting waiting = new Waiting(moment, task);
    waiting.timer = time.after(Duration.between(time.now(), moment), waiting::look);
    return waiting;
  }

  private final class Waiting implements Cancellable {
    private final Instant moment;
    private final Runnable task;
    private Cancellable timer = () -> {};

    Waiting(Instant moment, Runnable task) {
      this.moment = moment;
      this.task = task;
    }

    private void look() {
      if (hasCome(moment)) {
        task.run();
      } else {
        timer = time.after(LATER, this::look);
      }
    }

    @Override
    public void cancel() {
      timer.cancel();
    }
  }
}
