/**
 * Stores: relays that hold documents at their tags and keep them equal among each other. {@link
 * io.whisper.rendezvous.store.StoreService} is the relay's part, {@link
 * io.whisper.rendezvous.store.StoreClient} the endpoints'.
 */
@NullMarked
package io.whisper.rendezvous.store;

import org.jspecify.annotations.NullMarked;
