/**
 * The event loop that a role lives on, its workers, its time and its randomness; the entry type is
 * {@link io.whisper.onion.reactor.Reactor}.
 */
@NullMarked
package io.whisper.onion.reactor;

import org.jspecify.annotations.NullMarked;
