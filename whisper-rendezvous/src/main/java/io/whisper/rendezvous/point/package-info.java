/**
 * Rendezvous points: where the two circuits of a session's leg meet. {@link
 * io.whisper.rendezvous.point.RendezvousService} is the relay's part.
 */
@NullMarked
package io.whisper.rendezvous.point;

import org.jspecify.annotations.NullMarked;
