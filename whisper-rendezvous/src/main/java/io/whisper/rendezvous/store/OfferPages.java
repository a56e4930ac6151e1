package io.whisper.rendezvous.store;

import io.whisper.core.envelope.EnvelopeStore;
import io.whisper.rendezvous.ring.Arc;
import io.whisper.rendezvous.store.wire.Offer;
import io.whisper.rendezvous.store.wire.Summary;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a store has of the tags of another and the other may not have, page by page: marks first, so
 * that nothing is given that they would take away. Confined to the loop; the disk is waited for
 * elsewhere.
 */
final class OfferPages {
  private final ArcWalk walk;
  private final @Nullable Summary summary;
  private final BitSet buckets;

  private OfferPages(List<Arc.Piece> pieces, @Nullable Summary summary, BitSet buckets) {
    this.walk = new ArcWalk(pieces);
    this.summary = summary;
    this.buckets = buckets;
  }

  /** Everything that lies there. */
  static OfferPages all(List<Arc.Piece> pieces) {
    return new OfferPages(pieces, null, new BitSet());
  }

  /** What is in buckets in which the other store differs. */
  static OfferPages differing(Summary summary, BitSet buckets) {
    return new OfferPages(summary.pieces(), summary, buckets);
  }

  /** The next page, empty when there is none. */
  CompletableFuture<List<Offer.Entry>> next(Shelves shelves) {
    return shelves
        .ask(this::step)
        .thenCompose(
            page ->
                page.isEmpty() && !walk.over()
                    ? next(shelves)
                    : CompletableFuture.completedFuture(page));
  }

  private List<Offer.Entry> step(EnvelopeStore store) {
    List<Offer.Entry> page = new ArrayList<>();
    for (ArcWalk.Found found : walk.step(store, Offer.MAX_ENTRIES)) {
      if (!found.deleted() && isOffered(found)) {
        page.add(new Offer.Entry(found.shelf(), found.tag(), found.id()));
      }
    }
    return page;
  }

  private boolean isOffered(ArcWalk.Found found) {
    Summary known = summary;
    if (known == null) {
      return true;
    }
    Summary.NameHash hash = Summary.hash(known.salt(), found.shelf(), found.tag(), found.id());
    return found.expires() > known.after() && buckets.get(hash.bucket(known.sums().length));
  }
}
