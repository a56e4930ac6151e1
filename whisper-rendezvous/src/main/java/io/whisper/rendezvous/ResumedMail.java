package io.whisper.rendezvous;

import io.whisper.rendezvous.mailbox.AckWatch;
import io.whisper.rendezvous.mailbox.Acknowledgement;
import io.whisper.rendezvous.mailbox.Pending;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A message that an earlier run left at stores, and that this one goes on with. On the loop. */
final class ResumedMail {
  private final Mailings all;
  private final Pending pending;
  private final Consumer<Acknowledgement> acknowledged;
  private @Nullable AckWatch watch;
  private boolean over;

  ResumedMail(Mailings all, Pending pending, Consumer<Acknowledgement> acknowledged) {
    this.all = all;
    this.pending = pending;
    this.acknowledged = acknowledged;
  }

  /** Waits for the acknowledgement. */
  void begin() {
    if (!over) {
      watch = all.watch(pending, acknowledged);
    }
  }

  /**
   * Waits no more.
   *
   * @param forgotten whether no later run goes on with it
   */
  void over(boolean forgotten) {
    over = true;
    if (watch != null) {
      all.ended(watch);
    }
    all.over(pending, forgotten);
  }
}
