package io.whisper.onion.link;

/**
 * What came to the port of a {@link LinkServer} so far.
 *
 * @param connections TCP connections, the refused ones included
 * @param refused connections closed at once because of {@link LinkLimits}
 * @param ready links that became ready
 * @param failed connections that ended in the TLS handshake or before their first cells
 * @param timedOut connections that were not ready in time
 * @param malformed links that a malformed cell ended, ready or not
 */
public record LinkServerCounters(
    long connections, long refused, long ready, long failed, long timedOut, long malformed) {}
