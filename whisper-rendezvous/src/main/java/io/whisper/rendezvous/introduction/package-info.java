/**
 * Introductions: how a sealed message or the terms of a session reach a recipient. {@link
 * io.whisper.rendezvous.introduction.IntroductionService} is the relay's part.
 */
@NullMarked
package io.whisper.rendezvous.introduction;

import org.jspecify.annotations.NullMarked;
