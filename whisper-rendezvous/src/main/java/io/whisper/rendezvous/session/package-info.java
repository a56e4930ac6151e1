/**
 * Sessions: what two endpoints that met at a rendezvous point say to each other; {@link
 * io.whisper.rendezvous.session.SessionChannel} is one side of a session over one leg.
 */
@NullMarked
package io.whisper.rendezvous.session;

import org.jspecify.annotations.NullMarked;
