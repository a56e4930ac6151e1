/**
 * Counter Galois Onion, the encryption of relay cells hop by hop; the entry types are {@link
 * io.whisper.onion.layer.RelayLayer} at a relay and {@link io.whisper.onion.layer.ClientOnion} at a
 * client.
 */
@NullMarked
package io.whisper.onion.layer;

import org.jspecify.annotations.NullMarked;
