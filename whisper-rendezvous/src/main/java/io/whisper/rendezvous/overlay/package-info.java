/**
 * What the parts of an endpoint use of the network: {@link io.whisper.rendezvous.overlay.Overlay}
 * and single requests over circuits of their own, {@link io.whisper.rendezvous.overlay.Question}.
 */
@NullMarked
package io.whisper.rendezvous.overlay;

import org.jspecify.annotations.NullMarked;
