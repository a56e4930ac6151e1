package io.whisper.onion.link;

/**
 * What went over one link so far.
 *
 * @param sent cells given to TLS, the link's own included
 * @param received cells that came, whatever they were
 * @param padding PADDING cells among the received
 * @param unknown cells with an unknown command among the received, which were ignored
 * @param malformed 1 when a malformed cell ended the link
 * @param refused cells that {@link Link#send} refused because a queue was full
 */
public record LinkCounters(
    long sent, long received, long padding, long unknown, long malformed, long refused) {}
