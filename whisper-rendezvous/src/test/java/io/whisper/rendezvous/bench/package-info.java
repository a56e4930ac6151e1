/** Figures of the rendezvous layer, printed by one command each: {@code .ci/bench}. */
@NullMarked
package io.whisper.rendezvous.bench;

import org.jspecify.annotations.NullMarked;
