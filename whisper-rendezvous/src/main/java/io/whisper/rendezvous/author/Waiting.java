package io.whisper.rendezvous.author;

import io.whisper.core.bytes.Bytes32;
import java.time.Instant;

/**
 * A post whose author is not proved yet.
 *
 * @param reader who was given it; compared by identity
 * @param roomKey whose signature it bears
 * @param until when it expires
 * @param onProved run on the loop when its author is proved
 */
record Waiting(Object reader, Bytes32 roomKey, Instant until, Runnable onProved) {}
