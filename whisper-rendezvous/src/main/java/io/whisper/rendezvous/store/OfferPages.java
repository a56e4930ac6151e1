package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.rendezvous.ring.Arc;
import io.whisper.rendezvous.store.wire.Offer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a store has of the tags of another, page by page: marks first, so that nothing is given that
 * they would take away. Blocks on the disk; used by one thread at a time.
 */
final class OfferPages {
  private static final int TAGS_AT_ONCE = 256;

  private static final List<Shelf> SHELVES =
      List.of(Shelf.WITHDRAWN, Shelf.CARD, Shelf.MAILBOX, Shelf.BOARD);

  private final Queue<Stretch> stretches = new ArrayDeque<>();
  private final Queue<Bytes32> tags = new ArrayDeque<>();
  private @Nullable Stretch stretch;
  private Bytes32 above = Bytes32.ZERO;
  private Bytes32 after = Bytes32.ZERO;

  /** A piece of the ring on one shelf. */
  private record Stretch(Shelf shelf, Arc.Piece piece) {}

  /** The pages of what lies at the tags of an arc. */
  OfferPages(Arc arc) {
    for (Shelf shelf : SHELVES) {
      arc.pieces().forEach(piece -> stretches.add(new Stretch(shelf, piece)));
    }
  }

  /** The next page, empty when there is none. */
  List<Offer.Entry> next(EnvelopeStore store) {
    List<Offer.Entry> page = new ArrayList<>();
    while (page.size() < Offer.MAX_ENTRIES) {
      Stretch now = advance(store);
      Bytes32 tag = tags.peek();
      if (now == null || tag == null) {
        break;
      }
      int room = Offer.MAX_ENTRIES - page.size();
      List<EnvelopeStore.Listed> listed = store.list(now.shelf(), tag, after, room);
      for (EnvelopeStore.Listed each : listed) {
        after = each.id();
        if (isOffered(store, now.shelf(), tag, each.id())) {
          page.add(new Offer.Entry(now.shelf(), tag, each.id()));
        }
      }
      if (listed.size() < room) {
        tags.remove();
        after = Bytes32.ZERO;
      }
    }
    return page;
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

  /** The mark of what was deleted from a mailbox proves nothing to others. */
  private static boolean isOffered(EnvelopeStore store, Shelf shelf, Bytes32 tag, Bytes32 id) {
    return shelf != Shelf.WITHDRAWN
        || store
            .get(shelf, tag, id)
            .map(StoredEnvelope::document)
            .filter(document -> document.length > 0)
            .isPresent();
  }
}
