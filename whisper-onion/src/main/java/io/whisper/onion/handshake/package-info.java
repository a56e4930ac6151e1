/**
 * The handshake that gives a client and a relay, or two ends of a session, their common keys:
 * ntor-v3 extended by ML-KEM-768; the entry types are {@link
 * io.whisper.onion.handshake.HandshakeClient} and {@link
 * io.whisper.onion.handshake.HandshakeServer}.
 */
@NullMarked
package io.whisper.onion.handshake;

import org.jspecify.annotations.NullMarked;
