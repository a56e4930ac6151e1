/**
 * Messages that wait for a recipient that is away: {@link io.whisper.rendezvous.mailbox.Mailbox} is
 * the recipient's end, {@link io.whisper.rendezvous.mailbox.AckWatch} waits at the sender's.
 */
@NullMarked
package io.whisper.rendezvous.mailbox;

import org.jspecify.annotations.NullMarked;
