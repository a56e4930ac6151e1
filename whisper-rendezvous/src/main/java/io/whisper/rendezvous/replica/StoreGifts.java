package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.Envelope;
import io.whisper.rendezvous.store.wire.WithdrawnMark;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What one store gives of a tag: passed on where the work was done that the network asks for, and
 * counted where it was not. Confined to the loop.
 */
final class StoreGifts {
  /** So many envelopes without the work that the network asks for are taken for a mistake. */
  static final int MOST_UNPAID = 32;

  private final Bytes32 store;
  private final Gathering gathering;
  private final Runnable onFlood;
  private int unpaid;

  /**
   * What a store gives from now on.
   *
   * @param onFlood run when it has given too much that is not paid for
   */
  StoreGifts(Bytes32 store, Gathering gathering, Runnable onFlood) {
    this.store = store;
    this.gathering = gathering;
    this.onFlood = onFlood;
  }

  /** It pushed an envelope; false when that has to be found by a list. */
  boolean pushed(Envelope envelope) {
    if (gathering.isPaid(envelope.rank())) {
      return gathering.pushed(store, envelope);
    }
    unpaid(envelope.id());
    return true;
  }

  /** It does not have an envelope. */
  void gone(Bytes32 id) {
    gathering.gone(store, id);
  }

  /** It has the mark of a withdrawal; completed when the listener can take more. */
  CompletableFuture<?> withdrawn(WithdrawnMark mark) {
    if (gathering.isPaid(mark.rank())) {
      return gathering.withdrawn(mark);
    }
    unpaid(mark.id());
    return CompletableFuture.completedFuture(null);
  }

  /**
   * What it gives because it was asked.
   *
   * @param told takes what is completed when the listener is done with marks
   */
  TagSink taken(List<CompletableFuture<?>> told) {
    return new TagSink() {
      @Override
      public void onEnvelope(Envelope envelope) {
        if (gathering.isPaid(envelope.rank())) {
          gathering.taken(envelope);
        } else {
          unpaid(envelope.id());
        }
      }

      @Override
      public void onGone(Bytes32 id) {
        gone(id);
      }

      @Override
      public void onWithdrawn(WithdrawnMark mark) {
        told.add(withdrawn(mark));
      }
    };
  }

  /** Not given on. A few may be by an older consensus; a store that floods is left. */
  private void unpaid(Bytes32 id) {
    gathering.unpaid(store, id);
    if (++unpaid > MOST_UNPAID) {
      onFlood.run();
    }
  }
}
