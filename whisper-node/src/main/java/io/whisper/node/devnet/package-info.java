/** A whole network on this machine; entry type {@link io.whisper.node.devnet.LocalNetwork}. */
@NullMarked
package io.whisper.node.devnet;

import org.jspecify.annotations.NullMarked;
