package io.whisper.rendezvous.descriptor;

import io.whisper.core.bytes.Bytes32;

/**
 * An introduction point as a presence names it.
 *
 * @param relay the identity key of the relay
 * @param introductionKey the Ed25519 key under which the recipient waits there
 */
public record PresencePoint(Bytes32 relay, Bytes32 introductionKey) {}
