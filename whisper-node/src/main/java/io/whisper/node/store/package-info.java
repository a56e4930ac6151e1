/** What a relay keeps for others, on its disk: {@link io.whisper.node.store.RocksEnvelopeStore}. */
@NullMarked
package io.whisper.node.store;

import org.jspecify.annotations.NullMarked;
