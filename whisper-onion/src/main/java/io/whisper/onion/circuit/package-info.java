/**
 * An endpoint's circuits: {@link io.whisper.onion.circuit.Circuits} builds them and keeps some
 * ready, and a {@link io.whisper.onion.circuit.Circuit} carries messages to its last relay.
 */
@NullMarked
package io.whisper.onion.circuit;

import org.jspecify.annotations.NullMarked;
