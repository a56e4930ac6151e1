/** Cells, links, circuits, relays and the directory that names them. */
@NullMarked
package io.whisper.onion;

import org.jspecify.annotations.NullMarked;
