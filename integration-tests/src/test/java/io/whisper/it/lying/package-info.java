/**
 * Roles that do not do what they should, for tests only: relays whose services drop, delay, repeat
 * or change what they are sent, by onion's service extension, and authorities with a wrong clock;
 * entry types {@link io.whisper.it.lying.LyingRelay} and {@link
 * io.whisper.it.lying.SkewedAuthority}.
 */
@NullMarked
package io.whisper.it.lying;

import org.jspecify.annotations.NullMarked;
