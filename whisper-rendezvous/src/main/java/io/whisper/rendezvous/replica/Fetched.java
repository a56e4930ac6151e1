package io.whisper.rendezvous.replica;

/**
 * What came of reading a tag once.
 *
 * @param given how many envelopes were given to the listener that were not given before
 * @param replicas how many stores were read to the end: 2 or 3, or 1 where there is no other
 */
public record Fetched(int given, int replicas) {}
