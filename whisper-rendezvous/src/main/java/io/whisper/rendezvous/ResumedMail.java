package io.whisper.rendezvous;

import io.whisper.rendezvous.mailbox.AckWatch;
import io.whisper.rendezvous.mailbox.Acknowledgement;
import io.whisper.rendezvous.mailbox.Pending;
import io.whisper.rendezvous.replica.Writing;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A message that an earlier run left at stores, and that this one goes on with. On the loop. */
@SuppressWarnings("FutureReturnValueIgnored") // What the disk does not take is known here.
final class ResumedMail {
  private final Mailings all;
  private final Delivery delivery;
  private final Consumer<Acknowledgement> acknowledged;
  private Pending pending;
  private @Nullable AckWatch watch;
  private @Nullable Writing writing;
  private boolean over;

  ResumedMail(
      Mailings all, Delivery delivery, Pending pending, Consumer<Acknowledgement> acknowledged) {
    this.all = all;
    this.delivery = delivery;
    this.pending = pending;
    this.acknowledged = acknowledged;
    delivery.leftAtStores();
    delivery.storedAt(pending.stores());
    if (pending.envelope() == null) {
      delivery.storedAtAll();
    }
  }

  /** Waits for the acknowledgement, and puts the message where stores are missing. */
  void begin() {
    if (over) {
      return;
    }
    watch = all.watch(pending, acknowledged);
    if (all.loop().time().now().isBefore(pending.expires())) {
      writing =
          all.put(
              pending,
              this::stored,
              refused -> delivery.notStored(refused.reason()),
              written -> delivery.storedAtAll());
    }
  }

  /** Stores that said so to the earlier run say so again, and count once. */
  private void stored(int count) {
    if (!over && count > pending.stores()) {
      pending = pending.at(count);
      all.pendings().keep(pending);
      delivery.storedAt(count);
    }
  }

  /** Waits no more; what becomes of what is kept of it is said next. */
  void stop() {
    over = true;
    if (writing != null) {
      writing.cancel();
    }
    if (watch != null) {
      all.ended(watch);
    }
  }

  /** It arrived, which the application does not know yet, and a later run shall tell. */
  void keepArrived() {
    if (!pending.delivered()) {
      pending = pending.arrived();
      all.pendings().keep(pending);
    }
  }

  /** A later run goes on with it as it is kept. */
  void leave() {
    all.over(pending, false);
  }

  /** No later run goes on with it. */
  void forget() {
    all.over(pending, true);
  }

  /** When its time is up. */
  Instant expires() {
    return pending.expires();
  }
}
