package io.whisper.rendezvous.mailbox;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.ByteWriter;
import io.whisper.core.state.StateStore;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.reactor.RoleLoop;
import io.whisper.rendezvous.reception.LatestValue;

/**
 * The revisions of a recipient's cards, which only grow, over restarts too. Confined to the loop.
 *
 * <p>On disk: a number that is greater than every revision used, u64.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is seen to by whoever is called back.
final class CardRevisions {
  private static final String STATE = "revision";
  private static final int COUNTER_BITS = 16;

  /** How many are set aside at a time, so that not each is written. */
  private static final int RESERVED = 256;

  private final LatestValue kept;
  private long next;
  private long reserved;

  private CardRevisions(LatestValue kept, long next) {
    this.kept = kept;
    this.next = next;
    this.reserved = next;
  }

  /** Reads what is kept on disk: not for the loop. */
  static CardRevisions open(RoleLoop loop, StateStore state) {
    ByteReader in = new ByteReader(state.read(STATE).orElse(new byte[Long.BYTES]));
    long next = Math.max(0, in.u64());
    return new CardRevisions(new LatestValue(loop, state, STATE), in.done() ? next : 0);
  }

  /** A revision that is greater than all before, and than those of earlier consensuses. */
  long next(Consensus live) {
    next = Math.max(next, live.validAfter().getEpochSecond() << COUNTER_BITS);
    long given = next++;
    if (next > reserved) {
      reserved = next + RESERVED;
      kept.write(ByteWriter.ofSize(Long.BYTES).u64(reserved).toByteArray());
    }
    return given;
  }

  /** A store has one of an earlier run, of which nothing was kept here. */
  void skip(int count) {
    next += count;
  }

  void close() {
    kept.close();
  }
}
