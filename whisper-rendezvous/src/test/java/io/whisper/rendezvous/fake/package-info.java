/**
 * A relay and its circuits as a service sees them, without a network: {@link
 * io.whisper.rendezvous.fake.FakeRelay}.
 */
@NullMarked
package io.whisper.rendezvous.fake;

import org.jspecify.annotations.NullMarked;
