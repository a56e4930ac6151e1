package io.whisper.rendezvous.lookup;

import io.whisper.core.address.Address;
import io.whisper.core.bytes.Bytes32;
import io.whisper.core.identity.BlindedKey;
import io.whisper.core.identity.BlindingPurpose;
import io.whisper.core.identity.KeyBlinding;
import io.whisper.onion.directory.Consensus;
import io.whisper.onion.directory.TimePeriod;
import io.whisper.onion.path.HopRange;
import io.whisper.rendezvous.descriptor.Card;
import io.whisper.rendezvous.descriptor.CardDocument;
import io.whisper.rendezvous.overlay.Obstacle;
import io.whisper.rendezvous.overlay.ObstacleException;
import io.whisper.rendezvous.overlay.Overlay;
import io.whisper.rendezvous.store.StoreClient;
import io.whisper.rendezvous.store.wire.DocumentKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds the cards of recipients (docs/protocol.md, "Card"). Confined to the loop. */
public final class CardLookup implements Cards {
  private final Overlay overlay;
  private final StoreClient stores;

  /** A lookup on this network. */
  public CardLookup(Overlay overlay) {
    this.overlay = overlay;
    this.stores = new StoreClient(overlay);
  }

  /** The two tags of a recipient in one period. */
  private record Tags(Bytes32 card, Bytes32 mailbox) {}

  @Override
  public CompletableFuture<FoundCard> find(Address address, HopRange hops) {
    Consensus live = overlay.current().orElse(null);
    if (live == null) {
      return CompletableFuture.failedFuture(
          new ObstacleException(Obstacle.NO_CIRCUIT, "no consensus is in force"));
    }
    TimePeriod period = live.period();
    return overlay
        .reactor()
        .compute(() -> tags(address, period))
        .thenCompose(
            tags ->
                new Reading(overlay, stores, live, DocumentKind.CARD, tags.card(), hops)
                    .start()
                    .thenCompose(documents -> newest(documents, tags, address, period))
                    .thenApply(
                        card ->
                            card.map(found -> new FoundCard(found, tags.mailbox()))
                                .orElseThrow(
                                    () ->
                                        new ObstacleException(
                                            Obstacle.NO_PRESENCE,
                                            "no store has a card of the recipient"))));
  }

  private static Tags tags(Address address, TimePeriod period) {
    BlindedKey key = KeyBlinding.blindPublic(address, period.number(), period.minutes());
    BlindedKey mailbox =
        KeyBlinding.blindPublic(
            address, BlindingPurpose.MAILBOX, period.number(), period.minutes());
    return new Tags(CardDocument.tag(key, period.number()), mailbox.bytes());
  }

  private CompletableFuture<Optional<Card>> newest(
      List<byte[]> documents, Tags tags, Address address, TimePeriod period) {
    Instant now = overlay.time().now();
    return overlay
        .reactor()
        .compute(
            () ->
                documents.stream()
                    .flatMap(bytes -> CardDocument.verify(bytes).stream())
                    .filter(document -> document.tag().equals(tags.card()))
                    .filter(document -> document.period().equals(period))
                    .filter(document -> document.expires().isAfter(now))
                    .sorted((one, other) -> Long.compare(other.revision(), one.revision()))
                    .flatMap(document -> document.open(address).stream())
                    .findFirst());
  }
}
