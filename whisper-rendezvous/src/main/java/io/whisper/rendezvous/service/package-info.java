/**
 * The duties of a relay towards senders and recipients: {@link
 * io.whisper.rendezvous.service.RendezvousServices} makes all of them for one relay.
 */
@NullMarked
package io.whisper.rendezvous.service;

import org.jspecify.annotations.NullMarked;
