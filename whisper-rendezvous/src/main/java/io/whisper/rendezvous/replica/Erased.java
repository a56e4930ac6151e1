package io.whisper.rendezvous.replica;

/**
 * How a deletion or withdrawal ended.
 *
 * @param end why nothing more is tried
 * @param stores how many stores have answered that it is done, 0 to 3
 */
public record Erased(SpreadEnd end, int stores) {}
