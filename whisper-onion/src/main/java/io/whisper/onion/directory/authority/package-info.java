/**
 * What makes a node a directory authority: it collects what relays say of themselves, probes them,
 * votes with the other authorities, and signs the consensus. Entry type: {@code Authority}.
 */
@NullMarked
package io.whisper.onion.directory.authority;

import org.jspecify.annotations.NullMarked;
