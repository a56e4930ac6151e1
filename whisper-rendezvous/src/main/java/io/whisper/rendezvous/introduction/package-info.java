/**
 * Introductions: how a sealed message or the terms of a session reach a recipient. {@link
 * io.whisper.rendezvous.introduction.IntroductionService} is the relay's part, {@link
 * io.whisper.rendezvous.introduction.Introducer} the sender's and {@link
 * io.whisper.rendezvous.introduction.IntroductionPoint} the recipient's.
 */
@NullMarked
package io.whisper.rendezvous.introduction;

import org.jspecify.annotations.NullMarked;
