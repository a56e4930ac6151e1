/**
 * Credit between a client and each hop of a circuit, the same at both ends: {@link
 * io.whisper.onion.flow.SendWindow} at the sender of cells, {@link
 * io.whisper.onion.flow.ReceiveWindow} at their receiver.
 */
@NullMarked
package io.whisper.onion.flow;

import org.jspecify.annotations.NullMarked;
