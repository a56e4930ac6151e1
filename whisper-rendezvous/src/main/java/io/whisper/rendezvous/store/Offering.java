package io.whisper.rendezvous.store;

import io.whisper.rendezvous.store.wire.Offer;
import io.whisper.rendezvous.store.wire.Summary;
import java.util.List;
import java.util.Optional;

/**
 * What a store has for another one.
 *
 * @param summary of what lies at tags that both hold, when there is something
 * @param first page of what else there is, empty when there is nothing
 * @param rest the pages behind it
 */
record Offering(Optional<Summary> summary, List<Offer.Entry> first, OfferPages rest) {}
