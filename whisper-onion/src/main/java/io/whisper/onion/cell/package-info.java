/**
 * The fixed-size cells that links carry and the relay messages inside them, as bytes; the entry
 * type is {@link io.whisper.onion.cell.Cell}.
 */
@NullMarked
package io.whisper.onion.cell;

import org.jspecify.annotations.NullMarked;
