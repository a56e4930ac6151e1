package io.whisper.onion.directory;

import io.whisper.core.bytes.Bytes32;

/**
 * An authority that said two different things where it may say one: two votes in one round, or two
 * commitments in one time period. It was left out of that.
 *
 * @param name its name in the network file
 * @param identity the Ed25519 public key that names it
 */
public record ExcludedAuthority(String name, Bytes32 identity) {}
