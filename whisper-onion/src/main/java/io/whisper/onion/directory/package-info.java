/**
 * The directory's documents: the {@link io.whisper.onion.directory.Network} file, what relays say
 * of themselves, and the {@link io.whisper.onion.directory.Consensus} that the authorities sign.
 * Entry type: {@link io.whisper.onion.directory.ConsensusKeeper}.
 */
@NullMarked
package io.whisper.onion.directory;

import org.jspecify.annotations.NullMarked;
