package io.whisper.onion.directory;

import io.whisper.core.bytes.Bytes32;

/**
 * A relay's place on the ring, or when it will have one.
 *
 * @param period the number of the time period whose shared random value draws it
 * @param place the place; zeros as long as that value is not there
 */
public record RingPlace(long period, Bytes32 place) {}
