/**
 * Stores: relays that hold documents at their tags. {@link
 * io.whisper.rendezvous.store.StoreService} is the relay's part.
 */
@NullMarked
package io.whisper.rendezvous.store;

import org.jspecify.annotations.NullMarked;
