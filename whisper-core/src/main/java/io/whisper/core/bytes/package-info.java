/**
 * Bytes in the protocol's order: {@link io.whisper.core.bytes.ByteReader} takes fields out of what
 * the network sent, {@link io.whisper.core.bytes.ByteWriter} puts them in.
 */
@NullMarked
package io.whisper.core.bytes;

import org.jspecify.annotations.NullMarked;
