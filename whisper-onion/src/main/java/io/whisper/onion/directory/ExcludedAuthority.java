package io.whisper.onion.directory;

import io.whisper.core.bytes.Bytes32;

/**
 * An authority that signed two different votes in one round and was left out of it.
 *
 * @param name its name in the network file
 * @param identity the Ed25519 public key that names it
 */
public record ExcludedAuthority(String name, Bytes32 identity) {}
