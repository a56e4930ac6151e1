package io.whisper.rendezvous.replica;

import io.whisper.core.bytes.ByteReader;
import io.whisper.core.bytes.Bytes32;
import io.whisper.rendezvous.store.wire.Listed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.BiPredicate;

/** One list of a tag on its way, message by message. Not thread-safe. */
final class Listing {
  /** How far a list is read: no store that keeps the share of a tag has more. */
  static final int MAX_LISTED = 262_144;

  /** What expires sooner makes no difference between two lists. */
  private static final int SOON_SECONDS = 30;

  private Bytes32 after = Bytes32.ZERO;
  private int named;
  private int count;
  private long sum;
  private boolean complete;

  /** Marks that the store has and that were not looked at: of one message at most. */
  private final Queue<Listed.Entry> marks = new ArrayDeque<>();

  /** Behind which id the next message begins. */
  Bytes32 after() {
    return after;
  }

  /** Takes the next message at this second. */
  void take(Listed page, long now) {
    for (Listed.Entry entry : page.entries()) {
      after = entry.id();
      if (entry.withdrawn()) {
        marks.add(entry);
      } else if (entry.expires() > now + SOON_SECONDS) {
        // Ids are digests: the sum of their beginnings differs when the sets do.
        sum += new ByteReader(entry.id().toByteArray()).u64();
        count++;
      }
    }
    named += page.entries().size();
    complete = !page.more() || named >= MAX_LISTED;
  }

  /** Whether the last message has come that is read. */
  boolean complete() {
    return complete;
  }

  /** Whether there are marks that were not looked at; nobody goes on before there are none. */
  boolean hasMarks() {
    return !marks.isEmpty();
  }

  /** The ids of up to {@code count} marks that are wanted; the others are let go. */
  List<Bytes32> nextMarks(int count, BiPredicate<Bytes32, Long> wanted) {
    List<Bytes32> next = new ArrayList<>();
    while (!marks.isEmpty() && next.size() < count) {
      Listed.Entry mark = marks.remove();
      if (wanted.test(mark.id(), mark.expires())) {
        next.add(mark.id());
      }
    }
    return next;
  }

  /** Whether two complete lists name different envelopes. */
  boolean differs(Listing other) {
    return count != other.count || sum != other.sum;
  }
}
