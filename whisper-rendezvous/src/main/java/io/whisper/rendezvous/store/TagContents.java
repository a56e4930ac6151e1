package io.whisper.rendezvous.store;

import io.whisper.core.bytes.Bytes32;
import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.core.envelope.Shelf;
import io.whisper.core.envelope.StoredEnvelope;
import io.whisper.rendezvous.store.wire.Listed;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a store tells of one tag: its envelopes, and of a board the marks of those that were
 * withdrawn (docs/protocol.md, "Stores"). Blocks on the disk.
 */
final class TagContents {
  private TagContents() {}

  /** What comes behind an id, as much as one message takes. */
  static Listed list(EnvelopeStore store, Shelf shelf, Bytes32 tag, Bytes32 after) {
    int enough = Listed.MAX_ENTRIES + 1;
    TreeMap<Bytes32, Listed.Entry> found = new TreeMap<>();
    for (EnvelopeStore.Listed each : store.list(shelf, tag, after, enough)) {
      found.put(each.id(), new Listed.Entry(each.id(), each.expires()));
    }
    if (shelf == Shelf.BOARD) {
      for (EnvelopeStore.Listed each : store.list(Shelf.WITHDRAWN, tag, after, enough)) {
        if (mark(store, tag, each.id()).isPresent()) {
          found.put(each.id(), new Listed.Entry(each.id(), each.expires(), true));
        }
      }
    }
    return new Listed(
        found.values().stream().limit(Listed.MAX_ENTRIES).toList(),
        found.size() > Listed.MAX_ENTRIES);
  }

  /** What is given for an id: the envelope, or the mark of one that was withdrawn. */
  static Optional<StoredEnvelope> get(EnvelopeStore store, Shelf shelf, Bytes32 tag, Bytes32 id) {
    Optional<StoredEnvelope> held = store.get(shelf, tag, id);
    return held.isPresent() || shelf != Shelf.BOARD ? held : mark(store, tag, id);
  }

  /**
   * The mark of a withdrawal. What was deleted from a mailbox is marked, too, under a tag that
   * anybody may open as if it were that of a board: such a mark is empty, and nobody's business.
   */
  private static Optional<StoredEnvelope> mark(EnvelopeStore store, Bytes32 tag, Bytes32 id) {
    return store.get(Shelf.WITHDRAWN, tag, id).filter(mark -> mark.document().length > 0);
  }
}
