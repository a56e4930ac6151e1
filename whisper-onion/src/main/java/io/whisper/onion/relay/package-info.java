/**
 * The relay: link cell in, circuit table, relay circuit, link or service out; {@code Relay} starts
 * one, and a {@link io.whisper.onion.relay.RelayService} adds a duty to it.
 */
@NullMarked
package io.whisper.onion.relay;

import org.jspecify.annotations.NullMarked;
