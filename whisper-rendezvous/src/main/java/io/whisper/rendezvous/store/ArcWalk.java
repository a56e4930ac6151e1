package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.rendezvous.ring.Arc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A walk over all that a store has at the tags of some pieces of the ring, marks first. Blocks on
 * the disk; used by one thread at a time.
 */
final class ArcWalk {
  private static final int TAGS_AT_ONCE = 256;

  /** So much at a time that others get their turn at the disk. */
  private static final int STEP = 4096;

  private static final List<Shelf> SHELVES =
      List.of(Shelf.WITHDRAWN, Shelf.CARD, Shelf.MAILBOX, Shelf.BOARD);

  private final Queue<Stretch> stretches = new ArrayDeque<>();
  private final Queue<Bytes32> tags = new ArrayDeque<>();
  private @Nullable Stretch stretch;
  private Bytes32 above = Bytes32.ZERO;
  private Bytes32 after = Bytes32.ZERO;
  private boolean over;

  /** A piece of the ring on one shelf. */
  private record Stretch(Shelf shelf, Arc.Piece piece) {}

  /**
   * Something that was found.
   *
   * @param deleted whether it is gone from its mailbox, and only the mark of that is there
   */
  record Found(Shelf shelf, Bytes32 tag, Bytes32 id, long expires, boolean deleted) {}

  ArcWalk(List<Arc.Piece> pieces) {
    for (Shelf shelf : SHELVES) {
      pieces.forEach(piece -> stretches.add(new Stretch(shelf, piece)));
    }
  }

  /** Whether everything was found. */
  boolean over() {
    return over;
  }

  /** A step of the walk: at most {@code most} entries, perhaps none before it is over. */
  List<Found> step(EnvelopeStore store, int most) {
    List<Found> found = new ArrayList<>();
    int room = Math.min(most, STEP);
    while (found.size() < room) {
      Stretch now = advance(store);
      Bytes32 tag = tags.peek();
      if (now == null || tag == null) {
        over = true;
        break;
      }
      int left = room - found.size();
      List<EnvelopeStore.Listed> listed = store.list(now.shelf(), tag, after, left);
      for (EnvelopeStore.Listed each : listed) {
        after = each.id();
        boolean deleted = now.shelf() == Shelf.WITHDRAWN && isDeletion(store, tag, each.id());
        Shelf shelf = deleted ? Shelf.MAILBOX : now.shelf();
        found.add(new Found(shelf, tag, each.id(), each.expires(), deleted));
      }
      if (listed.size() < left) {
        tags.remove();
        after = Bytes32.ZERO;
      }
    }
    return found;
  }

  /** Comes to the next tag that has something, and answers where that is. */
  private @Nullable Stretch advance(EnvelopeStore store) {
    while (tags.isEmpty()) {
      if (stretch == null) {
        stretch = stretches.poll();
        if (stretch == null) {
          return null;
        }
        above = stretch.piece().above();
      }
      List<Bytes32> found =
          store.tags(stretch.shelf(), above, stretch.piece().upTo(), TAGS_AT_ONCE);
      if (found.isEmpty()) {
        stretch = null;
      } else {
        tags.addAll(found);
        above = found.get(found.size() - 1);
      }
    }
    return stretch;
  }

  /**
   * The mark of what was deleted from a mailbox has nothing in it, and proves nothing to others.
   */
  private static boolean isDeletion(EnvelopeStore store, Bytes32 tag, Bytes32 id) {
    return store
        .get(Shelf.WITHDRAWN, tag, id)
        .map(StoredEnvelope::document)
        .filter(document -> document.length == 0)
        .isPresent();
  }
}
