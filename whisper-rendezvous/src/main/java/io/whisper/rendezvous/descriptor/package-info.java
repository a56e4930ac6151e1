/**
 * What a recipient says about itself to who knows its address: {@link
 * io.whisper.rendezvous.descriptor.PresenceDocument} seals, signs, verifies and opens a {@link
 * io.whisper.rendezvous.descriptor.Presence}, and {@link
 * io.whisper.rendezvous.descriptor.CardDocument} a {@link io.whisper.rendezvous.descriptor.Card}.
 */
@NullMarked
package io.whisper.rendezvous.descriptor;

import org.jspecify.annotations.NullMarked;
