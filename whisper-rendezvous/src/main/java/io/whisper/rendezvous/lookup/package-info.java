/**
 * How a sender finds a recipient: {@link io.whisper.rendezvous.lookup.PresenceLookup} reads its
 * presence from the stores.
 */
@NullMarked
package io.whisper.rendezvous.lookup;

import org.jspecify.annotations.NullMarked;
