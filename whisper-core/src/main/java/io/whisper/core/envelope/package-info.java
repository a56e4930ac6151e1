/**
 * What waits at stores for readers who are not there yet (docs/protocol.md, 18): an {@link
 * io.whisper.core.envelope.Envelope} for a board or a mailbox, the work paid for it, and the {@link
 * io.whisper.core.envelope.EnvelopeStore} that keeps it.
 */
@NullMarked
package io.whisper.core.envelope;

import org.jspecify.annotations.NullMarked;
