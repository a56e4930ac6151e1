/**
 * TLS connections that carry cells between two neighbours; made by {@link
 * io.whisper.onion.link.LinkDialer} and {@link io.whisper.onion.link.LinkServer}, the entry type is
 * {@link io.whisper.onion.link.Link}.
 */
@NullMarked
package io.whisper.onion.link;

import org.jspecify.annotations.NullMarked;
