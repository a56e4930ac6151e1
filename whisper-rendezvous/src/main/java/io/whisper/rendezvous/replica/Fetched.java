package io.whisper.rendezvous.replica;

/**
 * What came of reading a tag once.
 *
 * @param given how many envelopes were given to the listener that were not given before
 * @param replicas how many stores were read to the end: 1 to 3
 */
public record Fetched(int given, int replicas) {}
