/**
 * Rendezvous points: where the two circuits of a session's leg meet. {@link
 * io.whisper.rendezvous.point.RendezvousService} is the relay's part, {@link
 * io.whisper.rendezvous.point.Meeting} the endpoints'.
 */
@NullMarked
package io.whisper.rendezvous.point;

import org.jspecify.annotations.NullMarked;
